/**
 * The few operations a place must offer to hold a store: named bytes, created once, never changed.
 * Names are `/`-separated paths of letters, digits, `.`, `_`, `-` and `@`.
 */
export interface Objects {
  /** Where it is, for people: a folder or `s3://bucket/prefix`. */
  readonly location: string;
  /** Whether the object is there. */
  has(name: string): Promise<boolean>;
  /** The object's bytes, or null. */
  get(name: string): Promise<Uint8Array | null>;
  /** Creates the object durably. False, with nothing changed, if it is there already. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Creates an object that may be lost, or cut short, when power fails: quick, for logs. */
  note(name: string, bytes: Uint8Array): Promise<void>;
  /** Like `create` with a local file's bytes; the file is gone or unneeded afterwards. */
  createFromFile(name: string, path: string): Promise<boolean>;
  /** A local file with the object's bytes (unverified), or null. */
  localFile(name: string): Promise<string | null>;
  /** A fresh local path that nobody else uses, on the store's file system where it has one. */
  stagingFile(): Promise<string>;
  /** Names of the objects in a folder and deeper, in code-unit order. */
  list(folder: string): Promise<string[]>;
  /** Removes the object; fine if it is gone already. */
  remove(name: string): Promise<void>;
  /** Moves a damaged object out of the way, to `quarantine/`, for people to look at. */
  quarantine(name: string): Promise<void>;
}

const NAME = /^[\w.@-]+(\/[\w.@-]+)*$/;

/** @throws TypeError for a name that could lead out of the store. */
export function requireName(name: string): string {
  if (NAME.test(name) && !name.split('/').includes('..')) return name;
  throw new TypeError(`not an object's name: ${JSON.stringify(name.slice(0, 200))}`);
}
