import { choice, mapOf, text, wholeNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { LIMITS } from './limits.ts';
import { VALUE_KINDS } from './steps.ts';

const STEP_ID_PATTERN = '^[A-Za-z][A-Za-z0-9_-]*$';
/** As Go and Temporal write durations, with one unit. */
export const DURATION: Schema = {
  title: 'a duration such as `30s`, `10m` or `2h`',
  type: 'string',
  pattern: '^[0-9]{1,6}(\\.[0-9]{1,3})?(ms|s|m|h|d)$',
};

export const RETRY_FIELDS: Fields = {
  maximumAttempts: {
    schema: wholeNumber(1, 1_000_000),
    doc: 'How often it is tried in all. Default: as often as it takes; 3 for steps of one’s own, and where a timeout is given.',
    aliases: ['attempts', 'max_attempts', 'retries', 'max_retries', 'limit', 'times'],
  },
  initialInterval: {
    schema: DURATION,
    doc: 'How long it waits after the first failure. Default: 500ms.',
    aliases: ['delay', 'wait', 'interval', 'backoff'],
  },
  backoffCoefficient: {
    schema: { title: 'a number from 1 up', type: 'number', minimum: 1 },
    doc: 'By what each wait is longer than the one before it. Default: 1.5.',
    aliases: ['factor', 'multiplier', 'backoff_factor'],
  },
  maximumInterval: {
    schema: DURATION,
    doc: 'The longest wait. Default: 5s.',
    aliases: ['max_delay', 'maxInterval', 'max_wait'],
  },
};

export const STEP_FIELDS: Fields = {
  uses: {
    schema: text(LIMITS.stepTypeLength),
    doc: 'The step’s type: one of Epochal’s, `command`, or one of your own such as `acme/latency`.',
    aliases: ['type', 'action', 'activity'],
  },
  per: {
    schema: choice('study', 'trial'),
    doc: 'Whether it runs once per study or once per trial. Each of Epochal’s types allows one of the two, the default; steps of your own say it.',
    aliases: ['scope', 'for', 'foreach'],
  },
  needs: {
    schema: { type: 'array', uniqueItems: true, maxItems: LIMITS.steps, items: { type: 'string' } },
    doc: 'Steps to wait for, besides those that `with` and `if` refer to. Default: none.',
    aliases: ['depends_on', 'dependsOn', 'after', 'requires', 'dependencies'],
  },
  if: {
    schema: text(LIMITS.textLength),
    doc: 'When it runs: a condition on what earlier steps gave. Else it is skipped, and so is what needs it. Default: always.',
    aliases: ['when', 'condition', 'only_if', 'unless'],
  },
  with: {
    schema: { title: 'a map of inputs', type: 'object', maxProperties: LIMITS.steps },
    doc: 'The step’s inputs: outputs of other steps, "${{ steps.ID.OUTPUT }}", and for steps of your own also values.',
    aliases: ['inputs', 'input', 'args', 'params', 'arguments'],
  },
  timeout: {
    schema: DURATION,
    doc: 'How long one attempt may take; for `train`, one epoch. Default: as long as it takes, for short steps 10m.',
    aliases: ['timeout_minutes', 'timeout-minutes', 'deadline', 'startToCloseTimeout'],
  },
  retry: {
    schema: mapOf(RETRY_FIELDS, {
      title: 'a map such as { maximumAttempts: 5 }',
      minProperties: 1,
    }),
    doc: 'How it is tried again after a failure.',
    aliases: ['retries', 'retryPolicy', 'retry_policy', 'attempts'],
  },
  command: {
    schema: {
      title: 'a list of a program and its arguments such as [python3, measure.py]',
      type: 'array',
      minItems: 1,
      maxItems: LIMITS.arguments,
      items: { type: 'string', maxLength: LIMITS.pathLength },
    },
    doc: 'For `uses: command`: the program, one that the worker allows, and its arguments.',
    aliases: ['run', 'cmd', 'entrypoint', 'script', 'exec', 'program'],
  },
  outputs: {
    schema: {
      title: 'a map of names to kinds such as { milliseconds: number }',
      type: 'object',
      maxProperties: LIMITS.steps,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$', maxLength: LIMITS.nameLength },
      additionalProperties: choice(...VALUE_KINDS),
    },
    doc: 'For `uses: command`: what the program gives, each with its kind. Default: nothing.',
    aliases: ['output', 'returns', 'produces', 'results'],
  },
  version: {
    schema: wholeNumber(0, 1_000_000_000),
    doc: 'For `uses: command`: another number has it run again, although its inputs are the same. Default: 0.',
    aliases: ['cacheVersion', 'cache_version', 'revision'],
  },
};

/** What stands under `steps`: by its name each step, or false for one that the study does without. */
export const STEPS_SCHEMA: Schema = {
  title: 'a map of steps',
  type: 'object',
  minProperties: 1,
  maxProperties: LIMITS.steps,
  propertyNames: { pattern: STEP_ID_PATTERN, maxLength: LIMITS.nameLength },
  additionalProperties: {
    anyOf: [
      mapOf(STEP_FIELDS, { title: 'a map such as { uses: acme/latency }' }),
      {
        title: '`false`, which leaves the step out, or a map such as { uses: acme/latency }',
        type: 'boolean',
        const: false,
      },
    ],
  },
};
