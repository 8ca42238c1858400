import { kindSchema, readKind, withoutDefaults } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { wholeNumber } from './fields.ts';
import type { Schema } from './fields.ts';
import { LIMITS } from './limits.ts';
import { METRIC_PATHS, metricOf } from './metrics.ts';
import type { Metric, MetricName } from './spec.ts';

/** What `metrics` can list, in the order in which they are measured and shown. */
export const METRIC_KINDS: {
  readonly [T in Exclude<MetricName, 'loss'> | 'confusionMatrix']: Kind;
} = {
  accuracy: {
    doc: 'The share of samples that are classified correctly. With binaryCrossEntropy an output above 0 is the second class. Measured anyway.',
    example: 'accuracy',
    aliases: [
      'acc',
      'accuracy_score',
      'categorical_accuracy',
      'sparse_categorical_accuracy',
      'binary_accuracy',
    ],
    fields: {},
  },
  mae: {
    doc: 'The mean absolute error of predicted numbers, over samples and outputs. Measured anyway.',
    example: 'mae',
    aliases: ['mean_absolute_error', 'l1', 'neg_mean_absolute_error'],
    fields: {},
  },
  topK: {
    doc: 'The share of samples whose class is among the k with the largest outputs.',
    example: 'topK: { k: 5 }',
    aliases: [
      'top_5',
      'top_k_accuracy',
      'top_k_accuracy_score',
      'top_k_categorical_accuracy',
      'sparse_top_k_categorical_accuracy',
    ],
    fields: {
      k: {
        schema: wholeNumber(2, LIMITS.classes - 1),
        doc: 'How many classes count; fewer than there are.',
        default: 5,
        aliases: ['n', 'top', 'num'],
      },
    },
  },
  precision: {
    doc: 'Of the samples that are given a class, the share that has it: the mean over the classes, as scikit-learn’s macro average; with binaryCrossEntropy that of the second class.',
    example: 'precision',
    aliases: ['precision_score', 'precision_macro', 'positive_predictive_value'],
    fields: {},
  },
  recall: {
    doc: 'Of the samples that have a class, the share that is given it: the mean over the classes, or with binaryCrossEntropy that of the second class.',
    example: 'recall',
    aliases: ['recall_score', 'recall_macro', 'sensitivity', 'true_positive_rate'],
    fields: {},
  },
  f1: {
    doc: 'The harmonic mean of precision and recall, of each class: the mean over the classes, or with binaryCrossEntropy that of the second class.',
    example: 'f1',
    aliases: ['f1_score', 'f1_macro', 'f_score', 'fbeta_score'],
    fields: {},
  },
  rmse: {
    doc: 'The root of the mean squared error of predicted numbers, over samples and outputs.',
    example: 'rmse',
    aliases: ['root_mean_squared_error', 'neg_root_mean_squared_error'],
    fields: {},
  },
  confusionMatrix: {
    doc: 'Of the final test: how many samples of each class (rows) were given each class (columns). In the JSON; the report shows it anyway.',
    example: 'confusionMatrix',
    aliases: ['confusion_matrix', 'confusion'],
    fields: {},
  },
};

export const METRICS_SCHEMA: Schema = {
  title: 'a list such as [f1, confusionMatrix]',
  type: 'array',
  maxItems: Object.keys(METRIC_KINDS).length,
  items: kindSchema(METRIC_KINDS, 'a metric such as `f1` or `{ topK: { k: 5 } }`'),
};

/** A valid list, without what is measured anyway: in one order, however it is written. */
export function readMetrics(list: readonly unknown[]): readonly Metric[] {
  const given = list.map((entry) => readKind(METRIC_KINDS, entry));
  return Object.keys(METRIC_KINDS)
    .flatMap((type) => given.find((metric) => metric.type === type) ?? [])
    .filter(({ type }) => type !== 'accuracy' && type !== 'mae') as readonly Metric[];
}

/** A metric as keys hold it: the bare name where all is at its default. */
export function metricForKey(metric: Metric): unknown {
  const rest = withoutDefaults(METRIC_KINDS, metric);
  return Object.keys(rest).length === 1 ? metric.type : rest;
}

const SPLIT_ALIASES: Readonly<Record<string, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'val', 'valid', 'dev', 'eval'],
  test: ['test'],
};

/** Metric paths as other libraries write them: `val_loss`, `val.f1_score`. */
export const METRIC_PATH_ALIASES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  METRIC_PATHS.map((path) => {
    const metric = metricOf(path);
    const names = metric === 'loss' ? [metric] : [metric, ...METRIC_KINDS[metric].aliases];
    const splits = SPLIT_ALIASES[path.slice(0, path.indexOf('.'))]!;
    return [path, splits.flatMap((split) => names.map((name) => `${split}_${name}`))];
  }),
);
