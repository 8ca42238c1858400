import { readEarlyStopping } from '../../study/early-stopping.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import type { EpochMetrics } from '../../study/results.ts';
import { planSchedule } from '../../study/schedules.ts';
import type { MetricPath, TrainingSpec } from '../../study/spec.ts';
import {
  controlAfter,
  controlSpecOf,
  earlyStopAfter,
  rateScaleOf,
} from '../../study/training-control.ts';
import type { Control, ControlSpec } from '../../study/training-control.ts';
import { trainingReference } from '../engine/reference.ts';

const TRAINING: TrainingSpec = {
  layers: [],
  batchSize: 1,
  optimizer: readOptimizer({ sgd: { learningRate: 0.2 } }),
  loss: readLoss('crossEntropy'),
  randomness: 'paired',
};

/** Metrics of which one has this value; the others go the other way. */
function metricsOf(monitor: MetricPath, value: number): EpochMetrics {
  const all = { loss: -value, accuracy: -value };
  const [split, metric] = monitor.split('.') as ['train' | 'validation', 'loss' | 'accuracy'];
  const metrics = { train: { ...all }, validation: { ...all } };
  metrics[split][metric] = value;
  return metrics;
}

/** What follows from a list of the monitored metric's values, each time through a commit's JSON. */
function controls(spec: ControlSpec, monitor: MetricPath, values: readonly number[]): Control[] {
  const seen: Control[] = [];
  for (const [i, value] of values.entries()) {
    const before = seen.at(-1) ?? null;
    const stored = JSON.parse(JSON.stringify(before)) as Control | null;
    seen.push(controlAfter(spec, stored, { epoch: i + 1, metrics: metricsOf(monitor, value) }));
  }
  return seen;
}

test.each(
  trainingReference().plateaus.map((each) => [JSON.stringify(each.plateau), each] as const),
)(
  'a plateau lowers the learning rate after the epochs that it does in PyTorch: %s',
  (_, { plateau, values, rates }) => {
    const planned = planSchedule({ reduceOnPlateau: plateau }, { epochs: 1, stepsPerEpoch: 1 })!;
    const { schedule } = planned;
    if (schedule.type !== 'reduceOnPlateau') throw new Error(schedule.type);
    const spec = controlSpecOf({
      training: { ...TRAINING, schedule },
    })!;
    const seen = controls(spec, schedule.monitor, values);
    for (const [i, rate] of rates.entries()) {
      expect(0.2 * rateScaleOf(seen[i])).toBeCloseTo(rate, 12);
    }
    expect(planned.followsEpochs).toBe(false);
  },
);

/** The epoch after which training ends, and the best one before. */
function stopOf(given: object, values: readonly number[]): readonly [number, number] | null {
  const earlyStopping = readEarlyStopping(given);
  const { monitor } = earlyStopping;
  for (const [i, control] of controls({ earlyStopping }, monitor, values).entries()) {
    const stop = earlyStopAfter({ earlyStopping }, control, i + 1);
    if (stop === null) continue;
    expect(stop).toEqual({ epoch: i + 1, monitor, best: control.stopping!.best });
    expect(stop.best.value).toBe(values[stop.best.epoch - 1]);
    return [stop.epoch, stop.best.epoch];
  }
  return null;
}

// The lists are those that Keras' tests of EarlyStopping would be fed: values instead of training.
test.each<[given: object, values: number[], stop: [number, number] | null]>([
  [{ patience: 2 }, [3, 2, 1, 0.5, 0.25], null],
  [{ patience: 2 }, [3, 2, 2.5, 2.25, 1], [4, 2]],
  [{ patience: 1 }, [3, 3], [2, 1]], // a tie is no improvement
  [{ patience: 2 }, [3, 4, 2, 4, 1, 4, 0, 4], null], // one bad epoch is borne each time
  [{ patience: 2, minDelta: 0.5 }, [3, 2.75, 2.5], [3, 1]], // by exactly minDelta is not by more
  [{ patience: 2, minDelta: 0.5 }, [3, 2.75, 2.25, 2.25, 2], [5, 3]],
  [{ patience: 2, monitor: 'train.accuracy' }, [0.25, 0.5, 0.5, 0.25], [4, 2]],
  [
    { patience: 3, monitor: 'validation.accuracy', minDelta: 0.25 },
    [0, 0.25, 0.5, 0.5, 0.75, 0.75],
    [6, 3],
  ],
])('early stopping by %j over %j ends at %j', (given, values, stop) => {
  expect(stopOf(given, values)).toEqual(stop);
});

test('a trial without either has no control at all', () => {
  expect(controlSpecOf({ training: TRAINING })).toBeNull();
  expect(rateScaleOf(null)).toBe(1);
});
