/** Where a study runs: what its processes see of the world. */
export interface Place extends AsyncDisposable {
  /** The working folder, as the study's processes name it. */
  readonly folder: string;
  /** The same, as the harness reaches it. */
  readonly seenFolder: string;
  /** Added to the environment of all that runs there. */
  readonly env: NodeJS.ProcessEnv;
  /** A command as it has to be called to run there. */
  enter(command: string, args: readonly string[]): readonly [string, readonly string[]];
}

/** The kinds of place: most faults need nothing special. */
export type PlaceName = 'plain' | 'clock' | 'disk' | 'mirror';
