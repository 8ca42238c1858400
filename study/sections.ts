import { EARLY_STOPPING_FIELDS, MONITOR_SCHEMA } from './early-stopping.ts';
import { HYPOTHESIS_FIELDS } from './hypothesis-fields.ts';
import { LAYER_SCHEMA } from './layers.ts';
import { AUGMENTATION_SCHEMA } from './augmentation.ts';
import { DATASET_NAMES } from './datasets.ts';
import { DEFAULTS } from './defaults.ts';
import { LIMITS } from './limits.ts';
import { LOSS_SCHEMA } from './losses.ts';
import { MATRIX_FIELDS, MATRIX_PATTERN, VALUE } from './matrix-fields.ts';
import { METRICS_SCHEMA } from './metric-kinds.ts';
import { OPTIMIZER_SCHEMA } from './optimizers.ts';
import { OWN_DOCS, OWN_FIELDS, OWN_FORMATS } from './own-data.ts';
import {
  atMost,
  choice,
  trueOrFalse,
  mapOf,
  orExpression,
  positiveNumber,
  text,
  wholeNumber,
} from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { SCHEDULE_SCHEMA } from './schedules.ts';
import { SOURCES } from './seeds.ts';
import { STEPS_SCHEMA } from './step-fields.ts';

const SCALAR: Schema = {
  title: 'a text, a number, true or false',
  type: ['string', 'number', 'boolean'],
};

const PART: Schema = orExpression({
  title: 'a count of samples, or a fraction between 0 and 1',
  anyOf: [
    wholeNumber(1, LIMITS.samples),
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  ],
});

export const SPLIT_FIELDS: Fields = {
  train: {
    schema: PART,
    doc: 'Samples to train on: a count, or a fraction of all but the test’s (rounded down).',
    examples: [50_000, 0.8],
    otherwise: 'all but a sixth',
    aliases: ['training', 'train_size', 'fit'],
  },
  validation: {
    schema: PART,
    doc: 'Samples that each epoch is measured on and the best epoch is chosen with.',
    examples: [10_000, 0.2],
    otherwise: 'a sixth',
    aliases: ['val', 'valid', 'dev', 'validation_split', 'val_size'],
  },
  stratified: {
    schema: orExpression(trueOrFalse),
    doc: 'Whether each class has the same share in both parts, or in each fold, up to rounding.',
    default: false,
    aliases: ['stratify', 'StratifiedShuffleSplit', 'stratified_split'],
  },
  folds: {
    schema: orExpression(wholeNumber(2, LIMITS.trials)),
    doc: 'So many parts of the same size: a seed has a trial for each, which validates on it and trains on the others. A seed’s number is the mean over its trials.',
    examples: [5],
    otherwise: 'none',
    aliases: ['k', 'n_splits', 'KFold', 'n_folds', 'cv', 'cross_validation', 'StratifiedKFold'],
  },
  file: {
    schema: { title: 'the path of a file', ...text(LIMITS.pathLength) },
    doc: 'A table as CSV with the columns sample (its number, from 0) and split (train or validation), relative to the spec; samples that it lacks are unused.',
    otherwise: 'none',
    aliases: ['indices', 'index_file', 'PredefinedSplit'],
  },
};

export const SPLIT_SCHEMA: Schema = mapOf(SPLIT_FIELDS, {
  title: 'a map such as `{ train: 0.8, validation: 0.2 }`, `{ folds: 5 }` or `{ file: split.csv }`',
  minProperties: 1,
  dependentRequired: { train: ['validation'], validation: ['train'] },
});

export const DATA_FIELDS: Fields = {
  dataset: {
    schema: orExpression(choice(...DATASET_NAMES)),
    doc: 'A well-known data set: mnist has 60,000 images for training and 10,000 for the final test, cifar-10 50,000 in colour and 10,000.',
    aliases: ['name', 'source', 'torchvision.datasets'],
  },
  split: {
    schema: SPLIT_SCHEMA,
    doc: 'How the samples are divided, at random by the seed.',
    examples: [
      { train: 50_000, validation: 10_000 },
      { train: 0.8, validation: 0.2 },
    ],
    otherwise: 'a sixth for validation, the rest to train on',
    aliases: ['random_split', 'validation_split'],
  },
  standardise: {
    schema: orExpression(trueOrFalse),
    doc: 'Whether each input, or each channel of images, is taken less its mean and divided by its standard deviation over the training samples.',
    default: false,
    aliases: ['standardize', 'normalize', 'normalise', 'normalization', 'StandardScaler'],
  },
  scale: {
    schema: orExpression(trueOrFalse),
    doc: 'Whether each input, or each channel of images, is brought to 0 to 1: less its smallest value over the training samples, divided by the distance to the largest. Instead of standardise.',
    default: false,
    aliases: ['rescale', 'minmax', 'min_max', 'MinMaxScaler', 'min_max_scale'],
  },
  ...Object.fromEntries(
    OWN_FORMATS.map((format) => [
      format,
      { schema: mapOf(OWN_FIELDS[format]), doc: OWN_DOCS[format] },
    ]),
  ),
};

export const MODEL_FIELDS: Fields = {
  layers: {
    schema: {
      title: 'a list of layers',
      type: 'array',
      minItems: 1,
      maxItems: LIMITS.layers,
      items: LAYER_SCHEMA,
    },
    doc: 'The network, from the image to one number per class.',
    required: true,
    aliases: ['sequential', 'modules', 'network', 'architecture'],
  },
};

export const CLIPPING_FIELDS: Fields = {
  norm: {
    schema: orExpression(positiveNumber),
    doc: 'The largest L2 norm of all gradients together: larger ones are scaled down.',
    aliases: ['max_norm', 'clipnorm', 'global_clipnorm', 'clip_grad_norm_', 'max_grad_norm'],
  },
  value: {
    schema: orExpression(positiveNumber),
    doc: 'The largest size of each number of a gradient: larger ones are cut to it.',
    aliases: ['clip_value', 'clipvalue', 'clip_grad_value_'],
  },
};

export const TRAINING_FIELDS: Fields = {
  epochs: {
    schema: orExpression(wholeNumber(1, LIMITS.epochs)),
    doc: 'How often all training samples are gone through.',
    required: true,
    aliases: ['num_epochs', 'n_epochs', 'max_epochs', 'nb_epoch', 'iterations'],
  },
  batchSize: {
    schema: orExpression(wholeNumber(1, LIMITS.samples)),
    doc: 'Samples that are computed at once, and with gradientAccumulation 1 a step of the optimizer. An epoch’s last batch holds what is left.',
    required: true,
    aliases: ['batch_size', 'batch', 'bs', 'minibatch', 'per_device_train_batch_size'],
  },
  optimizer: {
    schema: OPTIMIZER_SCHEMA,
    doc: 'How gradients move the weights.',
    required: true,
    aliases: ['optim', 'solver', 'algorithm'],
  },
  schedule: {
    schema: SCHEDULE_SCHEMA,
    doc: 'How the learning rate moves.',
    default: 'constant',
    aliases: ['scheduler', 'lr_scheduler', 'lr_schedule', 'learning_rate_schedule', 'lr_policy'],
  },
  gradientClipping: {
    schema: mapOf(CLIPPING_FIELDS, {
      title: '`{ norm: 1 }` or `{ value: 0.5 }`',
      minProperties: 1,
      ...atMost(1),
    }),
    doc: 'Bounds the gradient before each step of the optimizer.',
    otherwise: 'none',
    aliases: ['grad_clip', 'gradient_clip_val', 'clip_gradients', 'gradient_clipping'],
  },
  gradientAccumulation: {
    schema: orExpression(wholeNumber(1, LIMITS.samples)),
    doc: 'How many batches make a step of the optimizer.',
    default: 1,
    aliases: [
      'accumulate_grad_batches',
      'gradient_accumulation_steps',
      'accumulation_steps',
      'grad_accum',
    ],
  },
  augmentation: {
    schema: AUGMENTATION_SCHEMA,
    doc: 'How training samples are changed at random, anew in each epoch.',
    otherwise: 'not at all',
    aliases: ['augment', 'data_augmentation', 'augmentations', 'transforms', 'transform'],
  },
  earlyStopping: {
    schema: mapOf(EARLY_STOPPING_FIELDS),
    doc: 'Ends a trial whose monitored metric no longer improves.',
    otherwise: 'none',
    aliases: ['early_stop', 'EarlyStopping', 'early_stopping', 'stop_early'],
  },
  loss: {
    schema: LOSS_SCHEMA,
    doc: 'What training lowers: crossEntropy for classes, binaryCrossEntropy for two of them with one output, meanSquaredError for numbers.',
    default: DEFAULTS.loss,
    aliases: ['criterion', 'loss_fn', 'objective', 'loss_function'],
  },
};

export const CHECKPOINT_FIELDS: Fields = {
  keep: {
    schema: {
      title: 'a list such as [best, last]',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: choice('best', 'last', 'all'),
    },
    doc: 'Which epochs’ weights must stay after the study: best, last, all. This version removes none.',
    default: DEFAULTS.checkpoint.keep,
    aliases: ['save', 'save_best_only', 'save_top_k'],
  },
  monitor: {
    schema: MONITOR_SCHEMA,
    doc: 'The metric that says which epoch is best; a tie keeps the earliest.',
    otherwise: '`validation.accuracy`; with `meanSquaredError`, `validation.loss`',
    aliases: ['metric', 'best_metric', 'metric_for_best_model'],
  },
};

export const SEEDS_FIELDS: Fields = {
  count: {
    schema: wholeNumber(1, LIMITS.trials),
    doc: 'How many seeds.',
    required: true,
    aliases: ['n', 'number', 'num'],
  },
  from: {
    schema: wholeNumber(0, LIMITS.seed),
    doc: 'The first one; the others follow it.',
    default: DEFAULTS.seedsFrom,
    aliases: ['start', 'first'],
  },
};

export const NAME_PATTERN = '^[a-z0-9][a-z0-9._-]*$';
export const VARIABLE_PATTERN = '^[A-Za-z][A-Za-z0-9_]*$';
export const ROOT_FIELDS: Fields = {
  epochal: {
    schema: { title: '1', const: 1 },
    doc: 'The version of this language: 1.',
    required: true,
    aliases: ['version'],
  },
  study: {
    schema: {
      title:
        'a name of lower-case letters, digits, `.`, `_` and `-`, that begins with a letter or digit',
      type: 'string',
      pattern: NAME_PATTERN,
      maxLength: LIMITS.nameLength,
    },
    doc: 'The study’s name: of its workflow, its results and its report.',
    examples: ['relu'],
    required: true,
    aliases: ['name', 'id', 'experiment'],
  },
  extends: {
    schema: text(LIMITS.textLength),
    doc: 'The path of a spec, from where this file is, that this one changes: maps merge, lists and values replace.',
    examples: ['base.yaml'],
    otherwise: 'none',
    aliases: ['base', 'inherits', 'parent', 'defaults'],
  },
  question: {
    schema: text(LIMITS.textLength),
    doc: 'What the study asks, in words: the report’s heading.',
    examples: ['What does ReLU do to the accuracy of a small network?'],
    otherwise: 'none',
    aliases: ['description', 'title', 'goal'],
  },
  data: {
    schema: mapOf(DATA_FIELDS),
    doc: 'What is trained on.',
    required: true,
    aliases: ['datasets', 'input'],
  },
  model: {
    schema: mapOf(MODEL_FIELDS),
    doc: 'What is trained.',
    required: true,
    aliases: ['network', 'net', 'architecture'],
  },
  training: {
    schema: mapOf(TRAINING_FIELDS),
    doc: 'How it is trained.',
    required: true,
    aliases: ['train', 'fit', 'trainer', 'hyperparameters'],
  },
  checkpoint: {
    schema: mapOf(CHECKPOINT_FIELDS),
    doc: 'Which epoch is best and which weights are kept.',
    otherwise: 'the best by validation accuracy, and the last',
    aliases: ['checkpoints', 'checkpointing', 'ModelCheckpoint'],
  },
  metrics: {
    schema: METRICS_SCHEMA,
    doc: 'What validation and test measure besides the loss and accuracy, or of predicted numbers mae.',
    otherwise: 'nothing more',
    aliases: ['scoring', 'scores', 'measures', 'evaluation'],
  },
  matrix: {
    schema: {
      title: 'a map of variables to lists of values such as { activation: [linear, relu] }',
      type: 'object',
      maxProperties: LIMITS.variables,
      propertyNames: { pattern: MATRIX_PATTERN, maxLength: LIMITS.nameLength },
      properties: mapOf(MATRIX_FIELDS)['properties'],
      additionalProperties: {
        title: 'a list of values such as [linear, relu]',
        type: 'array',
        minItems: 1,
        maxItems: LIMITS.trials,
        items: VALUE,
      },
    },
    doc: 'What varies: each variable, or path of a field, with its values. Each combination is a variant.',
    examples: [{ activation: ['linear', 'relu'] }, { 'training.batchSize': [32, 128] }],
    otherwise: 'nothing, one variant',
    aliases: ['grid', 'sweep', 'variants', 'search_space'],
  },
  ablate: {
    schema: {
      title: 'a list of names of layers such as [hidden]',
      type: 'array',
      minItems: 1,
      maxItems: LIMITS.layers,
      items: text(LIMITS.nameLength),
    },
    doc: 'Layers to leave out, one in each variant, by their names: the variable `ablate` with the values none and each name.',
    examples: [['hidden']],
    otherwise: 'none',
    aliases: ['ablation', 'leave_one_out'],
  },
  vars: {
    schema: {
      title: 'a map of names to values such as { width: 512 }',
      type: 'object',
      maxProperties: LIMITS.variables,
      propertyNames: { pattern: VARIABLE_PATTERN, maxLength: LIMITS.nameLength },
      additionalProperties: SCALAR,
    },
    doc: 'Values that several fields share: ${{ vars.NAME }} stands for each.',
    examples: [{ width: 512 }],
    otherwise: 'none',
    aliases: ['variables', 'constants', 'let', 'define'],
  },
  seeds: {
    schema: {
      title: 'a list such as [0, 1, 2], or { count: 3, from: 0 }',
      anyOf: [
        {
          title: 'a list such as [0, 1, 2]',
          type: 'array',
          minItems: 1,
          maxItems: LIMITS.trials,
          items: wholeNumber(0, LIMITS.seed),
        },
        mapOf(SEEDS_FIELDS),
      ],
    },
    doc: 'Each variant is trained once per seed.',
    examples: [[0, 1, 2]],
    default: DEFAULTS.seeds,
    aliases: ['seed', 'random_seed', 'random_state', 'manual_seed', 'repeats', 'trials'],
  },
  vary: {
    schema: {
      title: 'a list of one or more of split, init and order',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: choice(...SOURCES),
    },
    doc: 'What differs from seed to seed: split (which images go where), init (the first weights), order (of the images, and noise). The others stay as at the first seed.',
    examples: [['init']],
    otherwise: 'all three',
    aliases: ['varies', 'resample', 'seed_scope'],
  },
  randomness: {
    schema: orExpression(choice('paired', 'torch')),
    doc: 'How a seed becomes random numbers: paired gives variants all they can share; torch repeats a PyTorch script’s `manual_seed`.',
    default: DEFAULTS.randomness,
    aliases: ['rng', 'random', 'generator'],
  },
  arithmetic: {
    schema: choice('same', 'any'),
    doc: 'Whether a trial stays with the arithmetic it began with (same), or goes on with another when no worker has its own any more (any).',
    default: DEFAULTS.arithmetic,
    aliases: ['fingerprint', 'hardware', 'deterministic'],
  },
  hypotheses: {
    schema: {
      title: 'a list of hypotheses',
      type: 'array',
      maxItems: LIMITS.hypotheses,
      items: mapOf(HYPOTHESIS_FIELDS, {
        title: 'a map with claim, metric, treatment, baseline and expect',
      }),
    },
    doc: 'What the study is to decide.',
    otherwise: 'none',
    aliases: ['hypothesis', 'claims', 'tests', 'expectations'],
  },
  alpha: {
    schema: {
      title: 'a number from 0.000001 to below 0.5',
      type: 'number',
      minimum: LIMITS.alpha,
      exclusiveMaximum: 0.5,
    },
    doc: 'How often, at most, a claim may be called supported that does not hold: of all the study’s hypotheses together (Holm’s correction). Intervals have the confidence 1 − alpha.',
    default: DEFAULTS.alpha,
    aliases: ['significance', 'significance_level', 'p_threshold'],
  },
  steps: {
    schema: STEPS_SCHEMA,
    doc: 'Steps that the study adds to the standard ones, changes, or does without.',
    otherwise: 'the standard ones',
    aliases: ['pipeline', 'jobs', 'stages', 'tasks', 'dag'],
  },
};
