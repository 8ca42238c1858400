/** When a fault strikes, as it can be seen from outside: in the files of the store. */
export const MOMENTS = {
  random: 'any moment, up to 2 s after the study recovered from the fault before',
  'before-compute': 'an epoch was validated, the next one is about to be trained',
  compute: 'halfway through the training of an epoch',
  'artifact-write': "an epoch's state is being written",
  'artifact-written': 'the state is in the store, its record is not',
  'record-write': 'a record, a commit or a ref is being written',
  'record-written': 'the record of a trained epoch is there, Temporal does not know yet',
  commit: "the record of a commit is there, the trial's ref was not moved yet",
  completion: 'a trial was tested, or the report written',
} as const;

export type Moment = keyof typeof MOMENTS;

/** Steps whose record ends something. */
const LAST_STEPS: ReadonlySet<string> = new Set(['test', 'report']);
/** Longer than any record, commit or ref, and shorter than any state. */
const STATE_BYTES = 65_536;

/** A file that was seen to appear or to grow in the store. */
export interface SeenFile {
  readonly folder: 'tmp' | 'artifacts' | 'records';
  readonly sizeBytes: number;
  /** Of a record: the step that it is of. */
  readonly step?: string;
}

/** The moment that a file tells of; null for one that nothing is aimed at. */
export function momentOf({ folder, sizeBytes, step }: SeenFile): Moment | null {
  const isState = sizeBytes >= STATE_BYTES;
  switch (folder) {
    case 'tmp':
      if (sizeBytes === 0) return null; // what it will be is not known yet
      return isState ? 'artifact-write' : 'record-write';
    case 'artifacts':
      return isState ? 'artifact-written' : null;
    case 'records':
      if (step === 'validate') return 'before-compute';
      if (step === 'train') return 'record-written';
      if (step === 'checkpoint') return 'commit';
      return step !== undefined && LAST_STEPS.has(step) ? 'completion' : null;
  }
}
