import { createHash } from 'node:crypto';

import { decodeSamples, splitSamples } from '../../engine/split.ts';
import { trajectory } from './reference.ts';

const MNIST = { total: 60_000, train: 50_000, validation: 10_000 };

test.each([0, 1] as const)('randomness torch: seed %i trains on PyTorch’s samples', (seed) => {
  const { train } = splitSamples({ ...MNIST, seed, randomness: 'torch' });
  const digest = createHash('sha256').update(train).digest('hex');
  expect(digest).toBe(trajectory(seed, 'relu').sha256['train_indices_int64']);
});

test.each(['torch', 'paired'] as const)(
  'randomness %s: the parts are all samples, once',
  (kind) => {
    const { train, validation } = splitSamples({ ...MNIST, seed: 3, randomness: kind });
    const samples = [...decodeSamples(train, 60_000), ...decodeSamples(validation, 60_000)];
    expect(train.length).toBe(50_000 * 8);
    expect(new Set(samples).size).toBe(60_000);
  },
);

test('training grows at the front, validation from the end', () => {
  const settings = { total: 1000, seed: 5, randomness: 'paired' } as const;
  const small = splitSamples({ ...settings, train: 100, validation: 50 });
  const large = splitSamples({ ...settings, train: 900, validation: 100 });
  expect(large.train.subarray(0, 800)).toEqual(small.train);
  expect(large.validation.subarray(400)).toEqual(small.validation);
});

test('positions are int64 little-endian', () => {
  const { train } = splitSamples({
    total: 3,
    train: 3,
    validation: 0,
    seed: 0,
    randomness: 'torch',
  });
  const positions = new BigInt64Array(train.buffer);
  expect([...positions].sort()).toEqual([0n, 1n, 2n]);
});

test('parts that don’t fit are refused', () => {
  expect(() => splitSamples({ ...MNIST, train: 50_001, seed: 0, randomness: 'torch' })).toThrow(
    'a split of 50001 and 10000 does not fit 60000 samples',
  );
});

test('a list with a position outside of the data set is refused', () => {
  const { train } = splitSamples({ ...MNIST, seed: 0, randomness: 'torch' });
  expect(() => decodeSamples(train, 59_999)).toThrow('sample 59999 is not in [0, 59999)');
  expect(() => decodeSamples(train.subarray(1), 60_000)).toThrow('399999 bytes are no int64 list');
});
