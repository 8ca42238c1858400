import { createHash } from 'node:crypto';

import { createModel } from '../../engine/model.ts';
import { createStreams } from '../../engine/streams.ts';
import type { Streams } from '../../engine/streams.ts';
import type { Layer, Randomness } from '../../study/spec.ts';
import { trajectory } from './reference.ts';

const RELU: readonly Layer[] = [
  { type: 'flatten' },
  { type: 'dense', units: 512 },
  { type: 'activation', activation: 'relu' },
  { type: 'dense', units: 10 },
];
const NO_ACTIVATION = RELU.filter(({ type }) => type !== 'activation');
const DEEPER: readonly Layer[] = [...RELU, { type: 'dense', units: 10 }];

function streamsOf(layers: readonly Layer[], randomness: Randomness, seed = 0): Streams {
  const { parameters } = createModel(layers, [28, 28, 1]);
  const random = parameters.map((parameter) => parameter.random);
  return createStreams({ randomness, seed, total: 60_000, parameters: random });
}

function sha256(values: Float32Array): string {
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

describe('randomness: torch', () => {
  test.each([0, 1] as const)('starts seed %i from the weights of the PyTorch script', (seed) => {
    const streams = streamsOf(RELU, 'torch', seed);
    const expected = trajectory(seed, 'relu').sha256;
    expect([0, 1, 2, 3].map((index) => sha256(streams.parameter(index)))).toEqual([
      expected['fc1.weight'],
      expected['fc1.bias'],
      expected['fc2.weight'],
      expected['fc2.bias'],
    ]);
  });

  test('gives the same, whatever was asked before', () => {
    const streams = streamsOf(RELU, 'torch');
    const third = streams.order(3, 1000);
    streams.order(50, 1000);
    streams.split();
    streams.parameter(2);
    expect(streams.order(3, 1000)).toEqual(third);
    expect(streams.order(4, 1000)).not.toEqual(third);
  });
});

describe('randomness: paired', () => {
  test('first weights and order are drawn with a seed each, noise with the order’s', () => {
    const { parameters } = createModel(RELU, [28, 28, 1]);
    const random = parameters.map((parameter) => parameter.random);
    const common = { randomness: 'paired', total: 60_000, parameters: random } as const;
    const mixed = createStreams({ ...common, seed: { init: 3, order: 5 } });
    const [three, five] = [3, 5].map((seed) => streamsOf(RELU, 'paired', seed));
    expect(sha256(mixed.parameter(0))).toBe(sha256(three!.parameter(0)));
    expect(mixed.order(2, 100)).toEqual(five!.order(2, 100));
    expect(mixed.noise(1, 0)('dropout.0', 9)).toEqual(five!.noise(1, 0)('dropout.0', 9));
    expect(() => mixed.split()).toThrow(RangeError);
    const torch = { ...common, randomness: 'torch', seed: { init: 3, order: 5 } } as const;
    expect(() => createStreams(torch)).toThrow(RangeError);
  });

  test('a layer that has a number of its own has the weights of that number', () => {
    const whole = streamsOf([...RELU, { type: 'dense', units: 10 }], 'paired');
    const left: readonly Layer[] = [
      { type: 'flatten' },
      { type: 'dense', units: 512 },
      { type: 'dense', units: 10, ordinal: 2 },
      { type: 'dense', units: 10 },
    ];
    const { parameters } = createModel(left, [28, 28, 1]);
    expect(parameters.map(({ random }) => random.layer)).toEqual(
      ['dense.0', 'dense.2', 'dense.3'].flatMap((layer) => [layer, layer]),
    );
    const ablated = streamsOf(left, 'paired');
    expect(sha256(ablated.parameter(0))).toBe(sha256(whole.parameter(0)));
    expect(sha256(ablated.parameter(3))).not.toBe(sha256(whole.parameter(3)));
  });

  test.each([
    ['dropping an activation', NO_ACTIVATION],
    ['adding a layer at the end', DEEPER],
  ])('%s moves no weight, no order and no split', (_what, layers) => {
    const one = streamsOf(RELU, 'paired');
    const other = streamsOf(layers, 'paired');
    for (const index of [0, 1, 2, 3]) {
      expect(sha256(other.parameter(index))).toBe(sha256(one.parameter(index)));
    }
    expect(other.order(7, 50_000)).toEqual(one.order(7, 50_000));
    expect(other.split()).toEqual(one.split());
  });

  test('each purpose has a stream of its own', () => {
    const streams = streamsOf(DEEPER, 'paired');
    const heads = [
      streams.split(),
      streams.order(1, 60_000),
      streams.order(2, 60_000),
      streamsOf(DEEPER, 'paired', 1).order(1, 60_000),
    ].map((order) => order.subarray(0, 8).join());
    expect(new Set(heads).size).toBe(4);
    // Scaled by their bounds, all six tensors start differently.
    const { parameters } = createModel(DEEPER, [28, 28, 1]);
    const starts = parameters.map(({ initial }, index) =>
      (streams.parameter(index)[0]! / (initial as { bound: number }).bound).toFixed(4),
    );
    expect(new Set(starts).size).toBe(6);
  });

  test('weights stay within PyTorch’s bounds and fill them', () => {
    const weights = streamsOf(RELU, 'paired').parameter(0);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(1 / 28));
    expect(largest).toBeGreaterThan(0.999 / 28);
  });
});
