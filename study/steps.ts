import type { StepType } from './plan.ts';

/** What a step hands to another. */
type Kind = 'images' | 'samples' | 'state' | 'epochs' | 'metrics' | 'table' | 'charts' | 'files';

/** All there is to know about a type of step: what it takes, what it gives, how often it runs. */
export interface StepTypeInfo {
  readonly doc: string;
  /** The only value that `per` can have. */
  readonly per: 'study' | 'trial';
  readonly inputs: Readonly<Record<string, Kind>>;
  /** Inputs that a study may do without. */
  readonly optional?: readonly string[];
  readonly outputs: Readonly<Record<string, Kind>>;
  /** Whether it gathers the outputs of all trials. */
  readonly gathers?: true;
}

export const STEPS: Readonly<Record<StepType, StepTypeInfo>> = {
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
    outputs: { train: 'samples', validation: 'samples' },
  },
  train: {
    doc: 'Trains epoch by epoch: train, validate, checkpoint.',
    per: 'trial',
    inputs: { images: 'images', train: 'samples', validation: 'samples' },
    outputs: { best: 'state', epochs: 'epochs' },
  },
  test: {
    doc: 'Measures a state on the test images, once.',
    per: 'trial',
    inputs: { images: 'images', state: 'state' },
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
