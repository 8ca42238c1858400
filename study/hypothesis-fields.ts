import { DEFAULTS } from './defaults.ts';
import { atMost, choice, mapOf, text, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { LIMITS } from './limits.ts';
import { ASSIGNMENT } from './matrix-fields.ts';
import { METRIC_PATHS } from './metrics.ts';
import { SHAPE_PATHS } from './shape-metrics.ts';

const AT = '`best`, `last`, `{ epoch: 10 }` or `{ meanLast: 5 }`';
const TREATMENT = 'a map of matrix variables to values such as { activation: relu }, or `each`';

/** What `at` has where it is a map. */
export const AT_FIELDS: Fields = {
  epoch: {
    schema: wholeNumber(1, LIMITS.epochs),
    doc: 'The metric in this epoch.',
    examples: [10],
    otherwise: 'none',
    aliases: ['step'],
  },
  meanLast: {
    schema: wholeNumber(1, LIMITS.epochs),
    doc: 'The mean of the metric over so many last epochs.',
    examples: [5],
    otherwise: 'none',
    aliases: ['mean_last', 'lastMean', 'average', 'window', 'smooth'],
  },
};

export const HYPOTHESIS_FIELDS: Fields = {
  claim: {
    schema: text(LIMITS.textLength),
    doc: 'What is claimed, in words, for the report.',
    examples: ['ReLU raises test accuracy'],
    required: true,
    aliases: ['name', 'title', 'description', 'statement'],
  },
  metric: {
    schema: {
      title: 'a metric such as `test.accuracy`',
      ...choice(...METRIC_PATHS, ...SHAPE_PATHS),
    },
    doc: 'The number that is compared, one per seed.',
    examples: ['test.accuracy', 'shape.train.accuracy.reversals'],
    required: true,
    aliases: ['measure', 'score', 'monitor'],
  },
  at: {
    schema: {
      title: AT,
      anyOf: [
        { title: AT, ...choice('best', 'last') },
        mapOf(AT_FIELDS, { minProperties: 1, ...atMost(1) }),
      ],
    },
    doc: 'Which epoch’s value of a training or validation metric is compared. A test metric is always that of the best epoch.',
    examples: ['last', { meanLast: 5 }],
    otherwise: 'best for the test, last for the others',
    aliases: ['when', 'which', 'aggregate', 'reduce'],
  },
  level: {
    schema: { title: 'a number', type: 'number' },
    doc: 'What has to be reached, of a metric that ends with `epochsToReach`.',
    examples: [0.95],
    otherwise: 'none',
    aliases: ['target', 'goal'],
  },
  treatment: {
    schema: {
      title: TREATMENT,
      anyOf: [ASSIGNMENT, { title: TREATMENT, ...choice('each') }],
    },
    doc: 'The variants that the claim is about: values of matrix variables. `each` stands for every other value of the baseline’s variables, a hypothesis for each.',
    examples: [{ activation: 'relu' }, 'each'],
    otherwise: 'none with `compare`, else required',
    aliases: ['variant', 'experiment', 'a'],
  },
  baseline: {
    schema: ASSIGNMENT,
    doc: 'The variants they are compared with: other values of the same variables.',
    examples: [{ activation: 'linear' }],
    otherwise: 'none with `compare`, else required',
    aliases: ['control', 'reference', 'b'],
  },
  compare: {
    schema: choice('allPairs'),
    doc: 'In place of treatment and baseline: a hypothesis for each pair of variants, the later one against the earlier.',
    examples: ['allPairs'],
    otherwise: 'none',
    aliases: ['pairs', 'pairwise', 'all'],
  },
  expect: {
    schema: choice('greater', 'less', 'different', 'equivalent'),
    doc: 'How the treatment’s metric relates to the baseline’s.',
    required: true,
    aliases: ['alternative', 'direction', 'expected'],
  },
  minEffect: {
    schema: {
      title: 'a number from 0 to 1e100',
      type: 'number',
      minimum: 0,
      maximum: LIMITS.minEffect,
    },
    doc: 'The smallest difference that matters, in the metric’s unit, below 1 for an accuracy. `equivalent` needs one above 0: a smaller difference counts as none.',
    examples: [0.01],
    otherwise: '0',
    aliases: ['min_effect', 'min_delta', 'minDelta', 'threshold', 'effect_size', 'margin'],
  },
  test: {
    schema: choice('pairedT', 'signFlip', 'wilcoxon', 'bootstrap'),
    doc: 'How it is tested over the seeds, paired by seed: see [Statistics](statistics.md).',
    default: DEFAULTS.test,
    aliases: ['statistic', 'method', 'stat_test'],
  },
  onFailure: {
    schema: choice('undecided', 'worst'),
    doc: 'What a trial that failed, diverged or never reached its level makes of it: undecided, or tested with the worst value that any of the compared trials has in its place. Not with `equivalent`.',
    default: DEFAULTS.onFailure,
    aliases: ['on_failure', 'missing', 'nan_policy', 'error_score'],
  },
};
