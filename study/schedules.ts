import { monitorField } from './early-stopping.ts';
import {
  fromZeroToBelowOne,
  orExpression,
  notNegative,
  positiveNumber,
  wholeNumber,
} from './fields.ts';
import type { Field, Schema } from './fields.ts';
import { kindSchema, readKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { LIMITS } from './limits.ts';
import type { Schedule } from './spec.ts';

const betweenZeroAndOne: Schema = {
  title: 'a number between 0 and 1',
  type: 'number',
  exclusiveMinimum: 0,
  exclusiveMaximum: 1,
};

const factor = (doc: string, standard?: number): Field => ({
  schema: orExpression(betweenZeroAndOne),
  doc,
  ...(standard === undefined ? { required: true } : { default: standard }),
  aliases: ['gamma', 'decay_rate', 'drop', 'decay'],
});

const over: Field = {
  schema: orExpression(wholeNumber(1, LIMITS.epochs)),
  doc: 'After how many epochs it has come to its end, and stays there.',
  otherwise: 'the study’s `epochs`',
  aliases: ['T_max', 'total_steps', 'decay_steps', 'horizon', 'T_0', 'max_iters'],
};

const minimum: Field = {
  schema: orExpression(notNegative),
  doc: 'The smallest learning rate.',
  default: 0,
  aliases: ['eta_min', 'min_lr', 'end_learning_rate', 'minimum_lr'],
};

const divisor = (doc: string, standard: number, alias: string): Field => ({
  schema: orExpression(positiveNumber),
  doc,
  default: standard,
  aliases: [alias],
});

const STEPS_OR_SHARE = 'a count of steps, or a share of all steps between 0 and 1';
const warmup: Field = {
  schema: orExpression({
    anyOf: [
      { ...wholeNumber(0, LIMITS.epochs * LIMITS.samples), title: STEPS_OR_SHARE },
      { ...betweenZeroAndOne, title: STEPS_OR_SHARE },
    ],
  }),
  doc: 'How many steps of the optimizer the learning rate rises over, in a straight line: a count, or a share of all steps.',
  default: 0,
  aliases: ['warmup_steps', 'num_warmup_steps', 'warmup_ratio', 'warmup_epochs', 'total_iters'],
};

export const SCHEDULES: { readonly [T in Schedule['type']]: Kind } = {
  constant: {
    doc: 'The learning rate stays as it is.',
    example: 'constant',
    aliases: ['ConstantLR', 'LinearLR', 'linear', 'none', 'fixed'],
    fields: { warmup },
  },
  step: {
    doc: 'Every few epochs the learning rate is multiplied by a factor.',
    example: 'step: { every: 30 }',
    aliases: [
      'StepLR',
      'lr_scheduler.StepLR',
      'MultiStepLR',
      'step_decay',
      'PiecewiseConstantDecay',
    ],
    fields: {
      every: {
        schema: orExpression(wholeNumber(1, LIMITS.epochs)),
        doc: 'How many epochs the learning rate stays the same.',
        required: true,
        aliases: ['step_size', 'milestones', 'period'],
      },
      factor: factor('What the learning rate is multiplied by.', 0.1),
      warmup,
    },
  },
  exponential: {
    doc: 'After each epoch the learning rate is multiplied by a factor.',
    example: 'exponential: { factor: 0.95 }',
    aliases: ['ExponentialLR', 'lr_scheduler.ExponentialLR', 'ExponentialDecay'],
    fields: { factor: factor('What the learning rate is multiplied by.'), warmup },
  },
  cosine: {
    doc: 'The learning rate falls along half a cosine, step by step.',
    example: 'cosine',
    aliases: [
      'CosineAnnealingLR',
      'lr_scheduler.CosineAnnealingLR',
      'CosineDecay',
      'cosine_annealing',
    ],
    fields: { over, minimum, warmup },
  },
  oneCycle: {
    doc: 'The learning rate rises to its peak and falls to almost nothing, along cosines (Smith).',
    example: 'oneCycle',
    aliases: ['OneCycleLR', 'lr_scheduler.OneCycleLR', 'one_cycle', 'CyclicLR'],
    fields: {
      over,
      riseFraction: {
        schema: orExpression(betweenZeroAndOne),
        doc: 'For what part of the steps it rises.',
        default: 0.3,
        aliases: ['pct_start'],
      },
      initialDivisor: divisor('The first rate is the peak divided by this.', 25, 'div_factor'),
      finalDivisor: divisor(
        'The last rate is the first one divided by this.',
        10_000,
        'final_div_factor',
      ),
      warmup,
    },
  },
  reduceOnPlateau: {
    doc: 'When the monitored metric no longer improves, the learning rate is multiplied by a factor.',
    example: 'reduceOnPlateau',
    aliases: ['ReduceLROnPlateau', 'lr_scheduler.ReduceLROnPlateau', 'plateau'],
    fields: {
      monitor: monitorField('The metric that has to improve.', 'validation.loss'),
      factor: factor('What the learning rate is multiplied by.', 0.1),
      patience: {
        schema: orExpression(wholeNumber(0, LIMITS.epochs)),
        doc: 'How many epochs in a row without an improvement are borne.',
        default: 10,
        aliases: ['wait'],
      },
      threshold: {
        schema: orExpression(fromZeroToBelowOne),
        doc: 'What part of the best value an improvement has to exceed.',
        default: 1e-4,
        aliases: ['min_delta', 'minDelta', 'epsilon'],
      },
      cooldown: {
        schema: orExpression(wholeNumber(0, LIMITS.epochs)),
        doc: 'How many epochs after a reduction are not counted.',
        default: 0,
      },
      minimum,
      warmup,
    },
  },
};

export const SCHEDULE_SCHEMA = kindSchema(
  SCHEDULES,
  'a schedule such as `cosine` or `{ step: { every: 30 } }`',
);

/** A schedule, and whether more epochs would make it another one. */
export interface PlannedSchedule {
  readonly schedule: Schedule;
  readonly followsEpochs: boolean;
}

/**
 * A valid `schedule` with its defaults, its horizon and the steps of its warmup as numbers; null for
 * a learning rate that stays as it is, the default.
 */
export function planSchedule(
  entry: unknown,
  { epochs, stepsPerEpoch }: { readonly epochs: number; readonly stepsPerEpoch: number },
): PlannedSchedule | null {
  if (entry === undefined) return null;
  const read = readKind(SCHEDULES, entry) as Schedule;
  const given = 'over' in read ? read.over : undefined;
  const horizon = given ?? epochs;
  const isShare = read.warmup > 0 && read.warmup < 1;
  const schedule = {
    ...read,
    ...('over' in SCHEDULES[read.type].fields && { over: horizon }),
    warmup: isShare ? Math.max(1, Math.round(read.warmup * horizon * stepsPerEpoch)) : read.warmup,
  } as Schedule;
  if (schedule.type === 'constant' && schedule.warmup === 0) return null;
  const hasHorizon = isShare || 'over' in schedule;
  return { schedule, followsEpochs: hasHorizon && given === undefined };
}

/** What an epoch reads of its trial's schedule; how a plateau is found, it is not told. */
export function scheduleOfEpoch(schedule: Schedule): Schedule | null {
  if (schedule.type !== 'reduceOnPlateau') return schedule;
  return schedule.warmup === 0 ? null : { type: 'constant', warmup: schedule.warmup };
}
