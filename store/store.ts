import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../study/canonical.ts';
import { sha256OfFile } from '../environment/sha256.ts';
import { digestOf, sha256 } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import type { DamageEvent } from '../study/results.ts';
import type { Objects } from './objects.ts';
import { readRef, updateRef } from './refs.ts';

const IDENTITY = 'store.json';

/** A step's result under its key: written once, found by everyone who asks the same. */
interface StepRecord {
  readonly key: string;
  readonly step: string;
  readonly result: unknown;
}

/**
 * Everything a study leaves behind: artifacts (bytes under their own sha256), records (a step's
 * small result under its key) and refs (the only things that move). What is read is verified;
 * what does not verify is moved to quarantine and counts as missing.
 */
export class Store {
  /** Tells this store from any other; two workers of one study must agree on it. */
  readonly id: string;
  readonly location: string;
  readonly #objects: Objects;
  readonly #damageLog: string | null;

  private constructor(objects: Objects, id: string, damageLog: string | null = null) {
    this.#objects = objects;
    this.#damageLog = damageLog;
    this.location = objects.location;
    this.id = id;
  }

  /** The same store, writing down in a log what it finds missing or damaged. */
  notingDamageIn(log: string): Store {
    return new Store(this.#objects, this.id, log);
  }

  /** Opens the store, making it where there is none yet. */
  static async open(objects: Objects): Promise<Store> {
    const known = await Store.openExisting(objects);
    if (known !== null) return known;
    const identity = new TextEncoder().encode(`${JSON.stringify({ id: randomUUID() })}\n`);
    await objects.create(IDENTITY, identity);
    return Store.open(objects);
  }

  /**
   * The store that is there, or null.
   *
   * @throws EpochalError STORE_UNAVAILABLE when its identity is damaged.
   */
  static async openExisting(objects: Objects): Promise<Store | null> {
    const bytes = await objects.get(IDENTITY);
    if (bytes === null) return null;
    const id = parseIdentity(bytes);
    if (id !== null) return new Store(objects, id);
    throw new EpochalError(
      'STORE_UNAVAILABLE',
      `The store ${objects.location} has a damaged ${IDENTITY}. Put back the file, or remove it: ` +
        'the store then gets a new id, which only studies that run now would miss.',
      { location: objects.location },
    );
  }

  /** Stores bytes and returns their digest. */
  async writeArtifact(bytes: Uint8Array): Promise<string> {
    const digest = sha256(bytes);
    await this.#objects.create(artifactName(digest), bytes);
    return digest;
  }

  /** Moves a local file into the store under a digest that the caller has computed. */
  async adoptFile(path: string, digest: string): Promise<void> {
    await this.#objects.createFromFile(artifactName(digest), path);
  }

  /**
   * An artifact's bytes, verified.
   *
   * @throws EpochalError ARTIFACT_MISSING {digest} when it is not there or does not verify.
   */
  async readArtifact(digest: string): Promise<Uint8Array> {
    const bytes = await this.#objects.get(artifactName(digest));
    if (bytes !== null && sha256(bytes) === digest) return bytes;
    if (bytes !== null) await this.quarantineArtifact(digest);
    else await this.#note('artifact', digest, 'missing');
    throw artifactMissing(digest, bytes === null ? 'is not in the store' : 'was damaged');
  }

  /**
   * A local file with an artifact's bytes. Whoever reads it verifies it.
   *
   * @throws EpochalError ARTIFACT_MISSING {digest} when it is not there.
   */
  async artifactFile(digest: string): Promise<{ digest: string; path: string }> {
    const path = await this.#objects.localFile(artifactName(digest));
    if (path !== null) return { digest, path };
    await this.#note('artifact', digest, 'missing');
    throw artifactMissing(digest, 'is not in the store');
  }

  /** Moves an artifact that did not verify out of the way. */
  async quarantineArtifact(digest: string): Promise<void> {
    await this.#objects.quarantine(artifactName(digest));
    await this.#note('artifact', digest, 'damaged');
  }

  /** Whether an artifact is there; its bytes are not looked at. */
  async hasArtifact(digest: string): Promise<boolean> {
    if (await this.#objects.has(artifactName(digest))) return true;
    await this.#note('artifact', digest, 'missing');
    return false;
  }

  /** Whether an artifact is there and verifies; one that does not is moved out of the way. */
  async isIntact(digest: string): Promise<boolean> {
    const name = artifactName(digest);
    const path = (await this.hasArtifact(digest)) ? await this.#objects.localFile(name) : null;
    const found = path === null ? null : await sha256OfFile(path);
    if (found === null) return false;
    if (`sha256:${found}` === digest) return true;
    await this.#objects.quarantine(name);
    // Still there: only this machine's copy was damaged, and the next look fetches another.
    if (await this.#objects.has(name)) return this.isIntact(digest);
    await this.#note('artifact', digest, 'damaged');
    return false;
  }

  /** Moves a record out of the way whose artifacts are lost, and can't be made again as they were. */
  async quarantineRecord(key: string): Promise<void> {
    await this.#objects.quarantine(recordName(key));
    await this.#note('record', key, 'damaged');
  }

  /** A fresh local path to write a file that `adoptFile` will take. */
  async stagingFile(): Promise<string> {
    return this.#objects.stagingFile();
  }

  /** An artifact that holds canonical JSON. */
  async readJson<T>(digest: string): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.readArtifact(digest))) as T;
  }

  /** Stores a value as canonical JSON and returns its digest. */
  async writeJson(value: unknown): Promise<string> {
    return this.writeArtifact(new TextEncoder().encode(canonicalJson(value)));
  }

  /** The result recorded under a key, or null. A damaged record counts as none. */
  async readRecord<T>(key: string): Promise<T | null> {
    const record = await this.#findRecord(key);
    return record === 'missing' || record === 'damaged' ? null : (record.result as T);
  }

  /** Whether a record that was written once is still there, and whole. */
  async hasRecord(key: string): Promise<boolean> {
    const record = await this.#findRecord(key);
    if (record === 'missing') await this.#note('record', key, 'missing');
    return record !== 'missing' && record !== 'damaged';
  }

  async #findRecord(key: string): Promise<StepRecord | DamageEvent['problem']> {
    const bytes = await this.#objects.get(recordName(key));
    if (bytes === null) return 'missing';
    const record = parseRecord(bytes, key);
    if (record !== null) return record;
    await this.#objects.quarantine(recordName(key));
    await this.#note('record', key, 'damaged');
    return 'damaged';
  }

  /**
   * Records a step's result, once: the first writer wins, and a later one must agree.
   *
   * @throws EpochalError NONDETERMINISTIC_STEP when another result is already there.
   */
  async writeRecord<T>(key: string, step: string, result: T): Promise<T> {
    const body: StepRecord = { key, step, result };
    const bytes = canonicalJson({ body, sha256: digestOf(body) });
    const created = await this.#objects.create(recordName(key), new TextEncoder().encode(bytes));
    if (created) return result;
    const known = await this.readRecord<T>(key);
    if (known === null) return this.writeRecord(key, step, result);
    if (canonicalJson(known) === canonicalJson(result)) return known;
    throw new EpochalError(
      'NONDETERMINISTIC_STEP',
      `The step ${step} gave two results for the key ${key}: first ${canonicalJson(known)}, now ` +
        `${canonicalJson(result)}. Equal inputs must give equal results: two machines that claim ` +
        'the same arithmetic may differ. Run `epochal doctor` on both.',
      { key, step, known, result },
    );
  }

  /** Records a step's result, once: what is there already stays, and is the answer. */
  async writeFirst<T>(key: string, step: string, result: T): Promise<T> {
    try {
      return await this.writeRecord(key, step, result);
    } catch (error) {
      if (!(error instanceof EpochalError && error.code === 'NONDETERMINISTIC_STEP')) throw error;
      return (await this.readRecord<T>(key)) ?? this.writeFirst(key, step, result);
    }
  }

  /** A ref's value, or null. */
  async readRef<T>(name: string): Promise<T | null> {
    return (await readRef<T>(this.#objects, name))?.value ?? null;
  }

  /** Moves a ref to what `change` makes of its value, in one piece; null leaves it as it is. */
  async updateRef<T>(name: string, change: (value: T | null) => T | null): Promise<void> {
    return updateRef(this.#objects, name, change);
  }

  /** The names of all refs under a folder of them. */
  async listRefs(folder: string): Promise<string[]> {
    const names = await this.#objects.list(`refs/${folder}`);
    // Each ref is a folder of numbered versions.
    return [...new Set(names.map((name) => name.split('/').slice(1, -1).join('/')))];
  }

  /** Adds an event to a log. Logs are for people: never hashed, never a step's input. */
  async appendLog(log: string, event: unknown): Promise<void> {
    const name = `logs/${log}/${new Date().toISOString().replaceAll(':', '')}-${randomUUID()}.json`;
    await this.#objects.note(name, new TextEncoder().encode(`${JSON.stringify(event)}\n`));
  }

  async #note(
    kind: 'artifact' | 'record',
    digest: string,
    problem: DamageEvent['problem'],
  ): Promise<void> {
    if (this.#damageLog === null) return;
    const event: DamageEvent = {
      time: new Date().toISOString(),
      object: `${kind} ${digest}`,
      problem,
    };
    // A store that can't be written to either must not hide what was found.
    await this.appendLog(this.#damageLog, event).catch(() => undefined);
  }

  /** A log's events in the order they were added. */
  async readLog<T>(log: string): Promise<T[]> {
    const names = await this.#objects.list(`logs/${log}`);
    const entries = await Promise.all(names.map((name) => this.#objects.get(name)));
    return entries.flatMap((bytes) => parseEvent<T>(bytes));
  }
}

/** Nothing for an event that is being written just now, or that power cut short. */
function parseEvent<T>(bytes: Uint8Array | null): T[] {
  if (bytes === null) return [];
  try {
    return [JSON.parse(new TextDecoder().decode(bytes)) as T];
  } catch {
    return [];
  }
}

function artifactMissing(digest: string, what: string): EpochalError {
  return new EpochalError(
    'ARTIFACT_MISSING',
    `The artifact ${digest} ${what}. A study that needs it computes it again, ` +
      'from the nearest state that is intact: run the study once more.',
    { digest },
  );
}

function artifactName(digest: string): string {
  return `artifacts/${shard(digest)}`;
}

function recordName(key: string): string {
  return `records/${shard(key)}`;
}

/** `sha256:abcd…` as `ab/cd…`, so that no folder grows too long to list. */
function shard(digest: string): string {
  const match = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/.exec(digest);
  if (match === null) throw new Error(`not a digest: ${digest}`);
  return `${match[1]}/${match[2]}`;
}

function parseIdentity(bytes: Uint8Array): string | null {
  try {
    const { id } = JSON.parse(new TextDecoder().decode(bytes)) as { id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

function parseRecord(bytes: Uint8Array, key: string): StepRecord | null {
  try {
    const { body, sha256: expected } = JSON.parse(new TextDecoder().decode(bytes)) as {
      body: StepRecord;
      sha256: string;
    };
    return digestOf(body) === expected && body.key === key ? body : null;
  } catch {
    return null;
  }
}
