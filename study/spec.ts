/** The resolved spec: every default filled in, every expression still named, every alias refused. */

export type Randomness = 'paired' | 'torch';
/** Whether a trial may go on with another arithmetic when the workers with its own are gone. */
export type ArithmeticPolicy = 'same' | 'any';
export type MetricPath =
  | 'train.loss'
  | 'train.accuracy'
  | 'validation.loss'
  | 'validation.accuracy'
  | 'test.loss'
  | 'test.accuracy';

/** A value of the matrix: what `${{ matrix.x }}` stands for in one variant. */
export type MatrixValue = string | number | boolean;
/** One assignment of the matrix, its variables in the order the spec gives them. */
export type Variant = Readonly<Record<string, MatrixValue>>;

/** A function of each number, with its parameters. */
export type Activation = { readonly activation: 'linear' } | { readonly activation: 'relu' };

export type Layer = {
  readonly name?: string;
  /** Its number among the layers of its type, from 0, where counting would give another. */
  readonly ordinal?: number;
} & (
  | { readonly type: 'flatten' }
  | { readonly type: 'dense'; readonly units: number }
  | ({ readonly type: 'activation' } & Activation)
);

export type Optimizer = { readonly type: 'sgd'; readonly learningRate: number };
export type Loss = 'crossEntropy';

/** What one trial's training is a function of, besides data and seed: the matrix is filled in. */
export interface TrainingSpec {
  readonly layers: readonly Layer[];
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly randomness: Randomness;
}

export interface DataSpec {
  readonly dataset: 'mnist';
  /** Samples in each part, counted; fractions of the spec are already resolved. */
  readonly split: { readonly train: number; readonly validation: number };
}

export interface CheckpointSpec {
  readonly keep: readonly ('best' | 'last' | 'all')[];
  readonly monitor: MetricPath;
}

export interface Hypothesis {
  readonly claim: string;
  readonly metric: MetricPath;
  readonly treatment: Variant;
  readonly baseline: Variant;
  readonly expect: 'greater' | 'less' | 'different' | 'equivalent';
  readonly minEffect?: number;
}
