import { choice, notNegative, orExpression, wholeNumber } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import { withDefaults } from './kinds.ts';
import { LIMITS } from './limits.ts';
import { METRIC_PATHS } from './metrics.ts';
import type { EarlyStopping } from './spec.ts';

/** A metric that may decide how training goes on: the test images must not. */
export const MONITOR_SCHEMA = orExpression({
  title: 'a metric of training or validation samples such as `validation.loss`',
  ...choice(...METRIC_PATHS.filter((path) => !path.startsWith('test.'))),
});

export function monitorField(doc: string, standard: string): Field {
  return {
    schema: MONITOR_SCHEMA,
    doc,
    default: standard,
    aliases: ['metric', 'quantity'],
  };
}

export const EARLY_STOPPING_FIELDS: Fields = {
  monitor: monitorField('The metric that has to improve.', 'validation.loss'),
  patience: {
    schema: orExpression(wholeNumber(1, LIMITS.epochs)),
    doc: 'So many epochs in a row without an improvement end the trial.',
    required: true,
    aliases: ['n_iter_no_change', 'early_stopping_rounds', 'wait'],
  },
  minDelta: {
    schema: orExpression(notNegative),
    doc: 'What is better by no more than this is no improvement.',
    default: 0,
    aliases: ['min_delta', 'threshold', 'tol', 'tolerance'],
  },
};

/** A valid `earlyStopping`, with its defaults. */
export function readEarlyStopping(given: object): EarlyStopping {
  return withDefaults(EARLY_STOPPING_FIELDS, given) as unknown as EarlyStopping;
}
