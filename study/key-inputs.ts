import type { DatasetName } from './datasets.ts';
import type { OwnData } from './own-data.ts';
import type { Divergence, EpochMetrics } from './results.ts';
import type { TrainingSeed } from './seeds.ts';
import type { ControlSpec } from './training-control.ts';
import type {
  Augmentation,
  EarlyStopping,
  GradientClipping,
  Layer,
  Loss,
  Metric,
  MetricPath,
  Optimizer,
  Randomness,
  Schedule,
  SplitSpec,
} from './spec.ts';

/** What each step's key is made of, besides the step's name and version. Digests are `sha256:…`. */
export interface KeyInputs {
  readonly download: { readonly dataset: DatasetName | OwnData };
  readonly split: {
    readonly samples: number;
    readonly split: SplitSpec;
    readonly seed: number;
    readonly randomness: Randomness;
    readonly fold?: number;
    /** Where the split is stratified. */
    readonly labels?: string;
  };
  readonly train: {
    readonly arithmetic: string;
    readonly images: string;
    readonly labels: string;
    readonly samples: string;
    readonly layers: readonly Layer[];
    readonly optimizer: Optimizer;
    readonly schedule?: Schedule;
    readonly loss: Loss;
    readonly batchSize: number;
    readonly gradientAccumulation?: number;
    readonly gradientClipping?: GradientClipping;
    readonly augmentation?: Augmentation;
    readonly randomness: Randomness;
    readonly seed: TrainingSeed;
    readonly epoch: number;
    readonly state: string | null;
    readonly rateScale?: number;
  };
  readonly validate: {
    readonly arithmetic: string;
    readonly images: string;
    readonly labels: string;
    readonly samples: string;
    readonly layers: readonly Layer[];
    readonly loss: Loss;
    readonly metricList?: readonly Metric[];
    readonly state: string;
  };
  readonly checkpoint: {
    readonly parent: string | null;
    readonly epoch: number;
    readonly state: string;
    /** Null for an epoch that diverged. */
    readonly metrics: EpochMetrics | null;
    readonly monitor: MetricPath;
    readonly diverged?: Divergence;
    readonly control?: ControlSpec;
  };
  readonly test: {
    readonly arithmetic: string;
    readonly images: string;
    readonly labels: string;
    readonly layers: readonly Layer[];
    readonly loss: Loss;
    readonly metricList?: readonly Metric[];
    readonly state: string;
  };
  readonly compare: {
    readonly table: string;
    readonly plan: string;
    readonly registration: string;
  };
  readonly plot: { readonly curves: string; readonly differences: string };
  readonly report: { readonly inputs: string };
  readonly trial: {
    readonly arithmetic: string;
    readonly images: string;
    readonly labels: string;
    readonly trainSamples: string;
    readonly validationSamples: string;
    readonly layers: readonly Layer[];
    readonly optimizer: Optimizer;
    readonly schedule?: Schedule;
    readonly loss: Loss;
    readonly batchSize: number;
    readonly gradientAccumulation?: number;
    readonly gradientClipping?: GradientClipping;
    readonly augmentation?: Augmentation;
    readonly randomness: Randomness;
    readonly seed: TrainingSeed;
    readonly monitor: MetricPath;
    readonly metricList?: readonly Metric[];
    readonly earlyStopping?: EarlyStopping;
  };
}

export type KeyedStep = keyof KeyInputs;

/** Raised whenever a step computes something else from the same inputs; part of its keys. */
export const STEP_VERSIONS: Readonly<Record<KeyedStep, number>> = {
  download: 1,
  split: 1,
  train: 1,
  validate: 1,
  checkpoint: 1,
  test: 2,
  compare: 4,
  plot: 4,
  report: 6,
  // A trial's chain is made by train, validate and checkpoint: raise it with any of them.
  trial: 1,
};

const ARITHMETIC = 'CPUs, backends and libraries round differently';
const LAYERS = 'the network that the state belongs to';
const LOSS = 'what is computed';
const METRIC_LIST = 'what is measured more than is measured anyway';
const STATE = 'the weights that are measured';

/** Every input of every key, and why it is there. Nothing else is in a key. */
export const KEY_INPUTS: {
  readonly [S in KeyedStep]: { readonly [I in keyof Required<KeyInputs[S]>]: string };
} = {
  download: { dataset: 'which data set, or one’s own files by digest and how they are read' },
  split: {
    samples: 'length of the permutation',
    split: 'how many are cut from its front and its end; else its folds, or the file that says',
    seed: 'the permutation is drawn from it',
    randomness: 'which generator draws it',
    fold: 'which of its folds validates',
    labels: 'the classes whose shares are kept',
  },
  train: {
    arithmetic: ARITHMETIC,
    images: 'the pixels trained on',
    labels: 'the classes trained on',
    samples: 'which images, before the epoch orders them',
    layers: 'the network and, in epoch 1, its initial weights',
    optimizer: 'how a gradient moves the weights',
    schedule: 'how far, in which epoch and step',
    loss: 'whose gradient',
    batchSize: 'where the epoch is cut into batches',
    gradientAccumulation: 'how many batches make a step',
    gradientClipping: 'what is left of a gradient',
    augmentation: 'how training samples are changed',
    randomness: 'which generators draw weights and orders',
    seed: 'what they draw: one seed, or one for weights and one for orders and noise',
    epoch: 'the streams’ position',
    state: 'the weights that the epoch starts from; null: the seed’s own',
    rateScale: 'what a plateau has made of the learning rate; none: nothing',
  },
  validate: {
    arithmetic: ARITHMETIC,
    images: 'the pixels measured on',
    labels: 'the classes measured on',
    samples: 'which images',
    layers: LAYERS,
    loss: LOSS,
    metricList: METRIC_LIST,
    state: STATE,
  },
  checkpoint: {
    parent: 'the chain so far, with the best so far; null at epoch 1',
    epoch: 'its place in the chain',
    state: 'the weights it points to',
    metrics: 'the epoch’s row of the table',
    monitor: 'which metric decides what is best',
    diverged: 'an epoch that stopped being finite is another outcome',
    control: 'commits carry what early stopping and a plateau have seen',
  },
  test: {
    arithmetic: ARITHMETIC,
    images: 'the pixels measured on',
    labels: 'the classes measured on',
    layers: LAYERS,
    loss: LOSS,
    metricList: METRIC_LIST,
    state: STATE,
  },
  compare: {
    table: 'the trials’ numbers',
    plan: 'what is asked of them, and of which trials they are',
    registration: 'whether it was asked before they could be seen',
  },
  plot: { curves: 'the numbers drawn', differences: 'those of the hypotheses' },
  report: { inputs: 'everything that the pages show' },
  trial: {
    arithmetic: ARITHMETIC,
    images: 'the pixels of training and validation',
    labels: 'their classes',
    trainSamples: 'which images are trained on',
    validationSamples: 'which images choose the best epoch',
    layers: 'the network',
    optimizer: 'how a gradient moves the weights',
    schedule: 'how far, in which epoch and step',
    loss: 'whose gradient',
    batchSize: 'where an epoch is cut into batches',
    gradientAccumulation: 'how many batches make a step',
    gradientClipping: 'what is left of a gradient',
    augmentation: 'how training samples are changed',
    randomness: 'which generators draw weights and orders',
    seed: 'what they draw: one seed, or one for weights and one for orders and noise',
    monitor: 'commits carry the best so far',
    metricList: 'commits carry what was measured',
    earlyStopping: 'the last commit says that it is the last',
  },
};
