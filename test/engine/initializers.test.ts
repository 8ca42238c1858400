import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MersenneTwister } from '../../engine/mersenne-twister.ts';
import { createModel } from '../../engine/model.ts';
import { normal } from '../../engine/random.ts';
import { createStreams } from '../../engine/streams.ts';
import type { Streams } from '../../engine/streams.ts';
import { readLayer } from '../../study/layers.ts';
import type { Randomness } from '../../study/spec.ts';

type Drawn = Readonly<Record<'kernel' | 'bias', readonly number[]>>;

const { initializers, defaults } = JSON.parse(
  readFileSync(join(__dirname, '../reference/layers.json'), 'utf8'),
) as {
  readonly initializers: Readonly<Record<string, Drawn>>;
  readonly defaults: readonly (readonly number[])[];
};

function streamsOf(randomness: Randomness, fields: object, inputs = 5, units = 6): Streams {
  const { parameters } = createModel([readLayer({ dense: { units, ...fields } })], [inputs]);
  const random = parameters.map((parameter) => parameter.random);
  return createStreams({ randomness, seed: 3, total: 1, parameters: random });
}

test.each(Object.entries(initializers))('%s draws what PyTorch draws', (name, { kernel, bias }) => {
  const kernelInitializer = name === 'constant' ? { constant: { value: 0.1 } } : name;
  const streams = streamsOf('torch', { kernelInitializer });
  expect([...streams.parameter(0)]).toEqual(kernel.map(Math.fround));
  expect([...streams.parameter(1)]).toEqual(bias.map(Math.fround));
});

test('convolutions start from PyTorch’s weights, kernel before bias, layer after layer', () => {
  const layers = [
    { conv2d: { filters: 3, kernelSize: [3, 2] } },
    { conv2d: { filters: 2, kernelSize: 3 } },
    'flatten',
    { dense: { units: 4 } },
  ].map(readLayer);
  const { parameters } = createModel(layers, [6, 5, 1]); // 6 × 5, 4 × 4, 2 × 2 in 2 channels
  const random = parameters.map((parameter) => parameter.random);
  const streams = createStreams({ randomness: 'torch', seed: 3, total: 1, parameters: random });
  expect(parameters).toHaveLength(defaults.length);
  for (const [index, values] of defaults.entries()) {
    expect([...streams.parameter(index)]).toEqual(values.map(Math.fround));
  }
});

// inputs 200, outputs 100
test.each([
  ['heNormal', Math.sqrt(2 / 200)],
  ['glorotNormal', Math.sqrt(2 / 300)],
  ['lecunNormal', Math.sqrt(1 / 200)],
])('%s draws normal numbers of its deviation', (kernelInitializer, deviation) => {
  const weights = streamsOf('paired', { kernelInitializer }, 200, 100).parameter(0);
  expectNormal(weights, deviation);
});

test('an odd count of normal numbers has no hole, and begins as a larger count does', () => {
  const [odd, even] = [7, 8].map((count) => normal(new MersenneTwister(1), count, 1));
  expect([...even!.subarray(0, 7)]).toEqual([...odd!]);
  expect(odd!.every((value) => value !== 0)).toBe(true);
});

test('a bias is drawn with the kernel’s inputs', () => {
  const bias = streamsOf('paired', { biasInitializer: 'heUniform' }, 2, 5_000).parameter(1);
  const largest = bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 2));
  expect(largest).toBeGreaterThan(0.99 * Math.sqrt(6 / 2));
});

test('PyTorch’s order of draws has no normal numbers', () => {
  expect(() => streamsOf('torch', { kernelInitializer: 'heNormal' })).toThrow('paired');
});

/** Each bound is five standard errors of the figure. */
function expectNormal(values: Float32Array, deviation: number): void {
  const units = Array.from(values, (value) => value / deviation);
  const mean = (of: (value: number) => number): number =>
    units.reduce((sum, value) => sum + of(value), 0) / units.length;
  const error = 5 / Math.sqrt(units.length);
  expect(Math.abs(mean((value) => value))).toBeLessThan(error);
  expect(Math.abs(mean((value) => value ** 2) - 1)).toBeLessThan(error * Math.sqrt(2));
  expect(Math.abs(mean((value) => value ** 4) - 3)).toBeLessThan(error * Math.sqrt(96));
  const within = mean((value) => (Math.abs(value) < 1 ? 1 : 0));
  expect(Math.abs(within - 0.6827)).toBeLessThan(error * Math.sqrt(0.6827 * 0.3173));
}
