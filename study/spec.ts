import type { DatasetName } from './datasets.ts';
import type { OwnData, Sources } from './own-data.ts';
import type { Size } from './windows.ts';

/** The resolved spec: every default filled in, every expression still named, every alias refused. */

export type Randomness = 'paired' | 'torch';
/** Whether a trial may go on with another arithmetic when the workers with its own are gone. */
export type ArithmeticPolicy = 'same' | 'any';
/** A metric that is one number. */
export type MetricName =
  'loss' | 'accuracy' | 'mae' | 'topK' | 'precision' | 'recall' | 'f1' | 'rmse';
/** A metric on the samples that it is measured on. */
export type MetricPath =
  `train.${'loss' | 'accuracy' | 'mae'}` | `${'validation' | 'test'}.${MetricName}`;

/** What is measured besides the loss and its own metric, on validation and test samples. */
export type Metric =
  | { readonly type: 'topK'; readonly k: number }
  | { readonly type: 'precision' | 'recall' | 'f1' | 'rmse' }
  /** Of the final test only. */
  | { readonly type: 'confusionMatrix' };

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

export type Layer = {
  readonly name?: string;
  /** Its number among the layers of its type, from 0, where counting would give another. */
  readonly ordinal?: number;
} &
  /** Put before the others by `data.standardise` and `data.scale`. */
  (
    | { readonly type: 'standardise' | 'scale' }
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

export type Optimizer = { readonly learningRate: number; readonly weightDecay: number } & (
  | { readonly type: 'sgd'; readonly momentum: number; readonly nesterov: boolean }
  | ({ readonly type: 'adam' | 'adamW' } & Moments)
  | {
      readonly type: 'rmsprop';
      readonly decay: number;
      readonly epsilon: number;
      readonly momentum: number;
    }
  | { readonly type: 'adagrad'; readonly epsilon: number; readonly initialAccumulator: number }
);

interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** How the learning rate moves, and over how many steps of the optimizer it first rises. */
export type Schedule = { readonly warmup: number } & (
  | { readonly type: 'constant' }
  | { readonly type: 'step'; readonly every: number; readonly factor: number }
  | { readonly type: 'exponential'; readonly factor: number }
  | { readonly type: 'cosine'; readonly over: number; readonly minimum: number }
  | {
      readonly type: 'oneCycle';
      readonly over: number;
      readonly riseFraction: number;
      readonly initialDivisor: number;
      readonly finalDivisor: number;
    }
  | {
      readonly type: 'reduceOnPlateau';
      readonly monitor: MetricPath;
      readonly factor: number;
      readonly patience: number;
      readonly threshold: number;
      readonly cooldown: number;
      readonly minimum: number;
    }
);

/** The largest L2 norm of all gradients together, or the largest size of each number. */
export type GradientClipping = { readonly norm: number } | { readonly value: number };

/** How training samples are changed, anew in each epoch. */
export interface Augmentation {
  /** Mirrored, left for right, with probability 0.5. */
  readonly flip?: 'horizontal';
  /** Moved by up to so many pixels along each axis. */
  readonly shift?: number;
  /** The standard deviation of the noise that is added. */
  readonly noise?: number;
}

export type Loss =
  | {
      readonly type: 'crossEntropy';
      readonly labelSmoothing: number;
      /** One per class; none: all the same. */
      readonly classWeights?: readonly number[];
    }
  | { readonly type: 'binaryCrossEntropy' | 'meanSquaredError' };

/** What one trial's training is a function of, besides data and seed: the matrix is filled in. */
export interface TrainingSpec {
  readonly layers: readonly Layer[];
  /** Samples that are computed at once. */
  readonly batchSize: number;
  /** So many batches make a step of the optimizer; none: 1. */
  readonly gradientAccumulation?: number;
  readonly gradientClipping?: GradientClipping;
  readonly augmentation?: Augmentation;
  readonly optimizer: Optimizer;
  /** None: the learning rate stays as it is. */
  readonly schedule?: Schedule;
  readonly loss: Loss;
  readonly randomness: Randomness;
}

export interface DataSpec {
  readonly dataset: DatasetName | OwnData;
  /** Where files of it are that have an address, by their digests: no part of any key. */
  readonly sources?: Sources;
  /** Samples that the split divides. */
  readonly samples: number;
  /** Of one sample: [height, width, channels], or [numbers]. */
  readonly shape: readonly number[];
  /** The classes' names, where they have any. */
  readonly classNames?: readonly string[];
  readonly split: SplitSpec;
}

/** Samples in each part, counted, and what says which: the seed's permutation, if nothing else. */
export interface SplitSpec {
  readonly train: number;
  readonly validation: number;
  /** Whether each class has the same share in both parts. */
  readonly stratified?: true;
  /** So many parts, of which the trial's fold validates and the others are trained on. */
  readonly folds?: number;
  /** The digest of a file that names the samples of each part. */
  readonly file?: string;
}

export interface EarlyStopping {
  readonly monitor: MetricPath;
  /** So many epochs without an improvement end the trial. */
  readonly patience: number;
  /** What is better by no more than this is no improvement. */
  readonly minDelta: number;
}

export interface CheckpointSpec {
  readonly keep: readonly ('best' | 'last' | 'all')[];
  readonly monitor: MetricPath;
}

/** A metric that each epoch has: what a curve is drawn of. */
export type CurvePath = Exclude<MetricPath, `test.${string}`>;

/** What can be told of a curve's shape, in one number. */
export type ShapeMeasure =
  'reversals' | 'wrongWayShare' | 'roughness' | 'logitRoughness' | 'epochsToReach';
export type ShapePath = `shape.${CurvePath}.${ShapeMeasure}`;

/** The epoch, or epochs, that a metric is taken at. */
export type At = 'best' | 'last' | { readonly epoch: number } | { readonly meanLast: number };

/** How a hypothesis is tested. */
export interface HypothesisTerms {
  readonly claim: string;
  readonly metric: MetricPath | ShapePath;
  /** None: the best epoch's of a test, the last epoch's of a curve. */
  readonly at?: At;
  /** Of `epochsToReach`. */
  readonly level?: number;
  readonly expect: 'greater' | 'less' | 'different' | 'equivalent';
  /** None: 0. */
  readonly minEffect?: number;
  /** None: pairedT. */
  readonly test?: 'pairedT' | 'signFlip' | 'wilcoxon' | 'bootstrap';
  /** None: a missing pair leaves it undecided. */
  readonly onFailure?: 'worst';
}

/** A hypothesis as the spec has it: it may stand for several. */
export interface WrittenHypothesis extends HypothesisTerms {
  readonly treatment?: Variant | 'each';
  readonly baseline?: Variant;
  readonly compare?: 'allPairs';
}

/** One comparison of two sets of variants, a member of Holm's family. */
export interface Hypothesis extends HypothesisTerms {
  readonly treatment: Variant;
  readonly baseline: Variant;
  /** Of `compare: allPairs`: all variables. One that a side does not name, its variant does not have. */
  readonly variables?: readonly string[];
}
