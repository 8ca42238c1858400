import { digestOf } from './digest.ts';
import type { Digest } from './digest.ts';
import { KEY_INPUTS, STEP_VERSIONS } from './key-inputs.ts';
import type { KeyInputs, KeyedStep } from './key-inputs.ts';
import { withoutDefaults } from './kinds.ts';
import { layerForKey } from './layers.ts';
import { lossForKey } from './losses.ts';
import { metricForKey } from './metric-kinds.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { SCHEDULES, scheduleOfEpoch } from './schedules.ts';
import type { Layer, Loss, Metric, Optimizer, Schedule } from './spec.ts';

/** The key of the dataset's files. */
export const downloadKey = keyOf('download');
/** The key of a trial's training and validation samples. */
export const splitKey = keyOf('split');
/** The key of one epoch of training. */
export const trainKey = keyOf('train');
/** The key of a state's metrics over the validation samples. */
export const validateKey = keyOf('validate');
/** The key of an epoch's commit. */
export const checkpointKey = keyOf('checkpoint');
/** The key of a state's metrics over the test set. */
export const testKey = keyOf('test');
/** The key of the variants' table with its verdicts. */
export const compareKey = keyOf('compare');
/** The key of the charts. */
export const plotKey = keyOf('plot');
/** The key of the report's files. */
export const reportKey = keyOf('report');
/** The key of a trial whatever its number of epochs; `refs/trials/<key>` finds its newest commit. */
export const trialKey = keyOf('trial');

function keyOf<S extends KeyedStep>(step: S): (inputs: KeyInputs[S]) => Digest {
  return (inputs) => digestOf({ step, version: STEP_VERSIONS[step], ...keyedInputs(step, inputs) });
}

/** Of a step's inputs what is in its key, without what is as it is by default. */
export function keyedInputs<S extends KeyedStep>(
  step: S,
  inputs: KeyInputs[S],
): Readonly<Record<string, unknown>> {
  const names = Object.keys(KEY_INPUTS[step]);
  // Only what the table lists: an object that carries more must not change the key.
  const members = names.flatMap((name) => {
    const given = (inputs as Readonly<Record<string, unknown>>)[name];
    const value = given === undefined ? undefined : keyed(step, name, given);
    return value === undefined ? [] : [[name, value] as const];
  });
  const required = names.filter((name) => !OPTIONAL.has(`${step}.${name}`));
  const missing = required.filter((name) => !members.some(([given]) => given === name));
  if (missing.length > 0) throw new TypeError(`${step} key without ${missing.join(', ')}`);
  return Object.fromEntries(members);
}

/** What a spec leaves out and what it writes down as it is by default are one computation. */
function keyed(step: KeyedStep, name: string, value: unknown): unknown {
  if (name === 'layers') return (value as readonly Layer[]).map(layerForKey);
  if (name === 'loss') return lossForKey(value as Loss);
  if (name === 'metricList') return (value as readonly Metric[]).map(metricForKey);
  if (name === 'schedule') {
    const schedule = value as Schedule;
    const read = step === 'train' ? scheduleOfEpoch(schedule) : schedule;
    return read === null ? undefined : withoutDefaults(SCHEDULES, read);
  }
  // At its default too: the plateau's schedule has not lowered the rate yet.
  if (name === 'rateScale') return value === 1 ? undefined : value;
  return name === 'optimizer' ? withoutDefaults(OPTIMIZERS, value as Optimizer) : value;
}

const OPTIONAL: ReadonlySet<string> = new Set([
  'split.fold',
  'split.labels',
  'checkpoint.diverged',
  'checkpoint.control',
  'train.rateScale',
  'trial.earlyStopping',
  ...['validate', 'test', 'trial'].map((step) => `${step}.metricList`),
  ...['train', 'trial'].flatMap((step) =>
    ['schedule', 'gradientClipping', 'gradientAccumulation', 'augmentation'].map(
      (name) => `${step}.${name}`,
    ),
  ),
]);
