import type { Plan, StepType } from './plan.ts';

/** What only Epochal's own steps make. */
type OwnKind = 'images' | 'samples' | 'state' | 'epochs' | 'metrics' | 'table' | 'charts' | 'files';
/** What steps of one's own make: a value, or bytes in the store. */
export const VALUE_KINDS = ['number', 'text', 'boolean', 'json', 'artifact'] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** What a step hands to another. */
export type Kind = OwnKind | ValueKind;
/** What a step takes: `[]` is one from each trial, for a step per study; `any` is whatever comes. */
export type InputKind = Kind | `${Kind}[]` | 'any';

/** All there is to know about a type of step: what it takes, what it gives, how often it runs. */
export interface StepTypeInfo {
  readonly doc: string;
  /** The only value that `per` can have. */
  readonly per: 'study' | 'trial';
  /** Null: whatever it is given. */
  readonly inputs: Readonly<Record<string, InputKind>> | null;
  /** Inputs that a study may do without. */
  readonly optional?: readonly string[];
  readonly outputs: Readonly<Record<string, Kind>>;
  /** Whether it gathers the outputs of all trials. */
  readonly gathers?: true;
}

/** Types of step by name. */
export type StepTypes = Readonly<Record<string, StepTypeInfo>>;

/** A type that Epochal brings. */
export interface StandardStepInfo extends StepTypeInfo {
  readonly inputs: Readonly<Record<string, InputKind>>;
  /** The one output that an input takes, where there are others of its kind. */
  readonly only?: Readonly<Record<string, string>>;
}

export const STEPS: Readonly<Record<StepType, StandardStepInfo>> = {
  download: {
    doc: 'Fetches the dataset and checks its digests.',
    per: 'study',
    inputs: {},
    outputs: { train: 'images', test: 'images' },
  },
  split: {
    doc: 'Divides the training images at random by the seed.',
    per: 'trial',
    inputs: { images: 'images' },
    only: { images: 'train' },
    outputs: { train: 'samples', validation: 'samples' },
  },
  train: {
    doc: 'Trains epoch by epoch: train, validate, checkpoint.',
    per: 'trial',
    inputs: { images: 'images', train: 'samples', validation: 'samples' },
    only: { images: 'train', train: 'train', validation: 'validation' },
    outputs: { best: 'state', epochs: 'epochs' },
  },
  test: {
    doc: 'Measures a state on the test images, once.',
    per: 'trial',
    inputs: { images: 'images', state: 'state' },
    only: { images: 'test' },
    outputs: { metrics: 'metrics' },
  },
  compare: {
    doc: 'Gathers the trials into one table and decides the hypotheses.',
    per: 'study',
    inputs: { epochs: 'epochs', test: 'metrics' },
    optional: ['test'],
    outputs: { table: 'table' },
    gathers: true,
  },
  plot: {
    doc: 'Draws loss and metrics over the epochs.',
    per: 'study',
    inputs: { table: 'table' },
    outputs: { charts: 'charts' },
  },
  report: {
    doc: 'Writes the report, as HTML and as Markdown.',
    per: 'study',
    inputs: { table: 'table', charts: 'charts' },
    outputs: { files: 'files' },
  },
};

/** Steps that a study always goes through: its table needs what they give. */
export const ALWAYS_RUN: ReadonlySet<string> = new Set<StepType>([
  'download',
  'split',
  'train',
  'test',
  'compare',
]);

/** The type of step that runs a program. */
export const COMMAND = 'command';

/** Whether a type's name is one of those that Epochal brings. */
export function isStepType(uses: unknown): uses is StepType {
  return Object.hasOwn(STEPS, String(uses));
}

/** Whether a study looks at its test samples: a spec may do without. */
export function isTested({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ uses }) => uses === 'test');
}

/** Whether a step's type is somebody's own: registered with a worker, or a program. */
export function isOwnStep({ uses }: { readonly uses: string }): boolean {
  return !isStepType(uses);
}
