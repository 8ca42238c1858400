import type { DatasetName } from './datasets.ts';
import type { OwnData } from './own-data.ts';
import type { Size } from './windows.ts';

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
export type Activation =
  | { readonly activation: 'linear' | 'relu' }
  | { readonly activation: 'selu' | 'gelu' | 'swish' | 'softplus' | 'sigmoid' | 'tanh' }
  | { readonly activation: 'leakyRelu'; readonly slope: number }
  | { readonly activation: 'prelu'; readonly initial: number }
  | { readonly activation: 'elu'; readonly alpha: number };

/** How a layer's first weights are drawn. Fans are those of the layer's kernel. */
export type Initializer =
  | {
      readonly type:
        | 'heNormal'
        | 'heUniform'
        | 'glorotNormal'
        | 'glorotUniform'
        | 'lecunNormal'
        | 'lecunUniform'
        | 'zeros';
    }
  | { readonly type: 'constant'; readonly value: number };

/** What layers with a kernel have in common. Left out as in a plan of a version without it: default. */
export interface Weights {
  readonly useBias?: boolean;
  /** PyTorch's where it is left out. */
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
  /** Factors of Σ|w| and Σw² over the kernel, added to the loss that training lowers. */
  readonly l1?: number;
  readonly l2?: number;
}

export type Layer = { readonly name?: string } &
  /** Put before the others by `data.standardise`. */
  (
    | { readonly type: 'standardise' }
    | { readonly type: 'flatten' }
    | ({ readonly type: 'dense'; readonly units: number } & Weights)
    | ({ readonly type: 'activation' } & Activation)
    | ImageLayer
    | RegularisingLayer
  );

/** Layers that take images: [height, width, channels]. */
export type ImageLayer =
  | ({
      readonly type: 'conv2d';
      readonly filters: number;
      readonly kernelSize: Size;
      readonly stride: Size;
      readonly padding: number | 'same' | 'valid';
    } & Weights)
  | ({ readonly type: 'maxPool2d' } & Pool)
  | ({ readonly type: 'averagePool2d' } & Pool)
  | { readonly type: 'globalAveragePool2d' };

export type RegularisingLayer =
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'batchNorm'; readonly momentum: number; readonly epsilon: number }
  | { readonly type: 'layerNorm'; readonly epsilon: number };

interface Pool {
  readonly poolSize: Size;
  /** As poolSize where it is left out. */
  readonly stride?: Size;
  readonly padding: number;
}

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
  readonly dataset: DatasetName | OwnData;
  /** Samples that the split divides. */
  readonly samples: number;
  /** Of one sample: [height, width, channels], or [numbers]. */
  readonly shape: readonly number[];
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
