import { cutFold, cutWithinClasses } from '../../engine/split-parts.ts';
import { decodeSamples, splitSamples } from '../../engine/split.ts';
import type { SplitInput } from '../../engine/split.ts';

/** Five samples of class 0, three of class 1 and two of class 2, as they lie in a file. */
const LABELS = Uint8Array.of(0, 1, 0, 2, 0, 1, 0, 2, 1, 0);
const IN_ORDER = Uint32Array.from(LABELS, (_, i) => i);

const countsOf = (samples: Uint32Array): number[] =>
  [0, 1, 2].map((c) => samples.filter((sample) => LABELS[sample] === c).length);

test('shares of classes are those of the largest remainders', () => {
  // Of 6: 3, 1.8 and 1.2, so 3, 2 and 1. Of the 2, 1 and 1 that are left, of 3: 1.5, 0.75 and 0.75.
  const { train, validation } = cutWithinClasses(IN_ORDER, LABELS, { train: 6, validation: 3 });
  expect(countsOf(train)).toEqual([3, 2, 1]);
  expect(countsOf(validation)).toEqual([1, 1, 1]);
  // From the front of each class, and from its end, in the order of the permutation.
  expect([...train]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...validation]).toEqual([7, 8, 9]);
});

test('of equal remainders the lowest class comes first', () => {
  // Of 1: 0.5 each.
  const two = cutWithinClasses(Uint32Array.of(1, 0), Uint8Array.of(0, 1), {
    train: 1,
    validation: 1,
  });
  expect([[...two.train], [...two.validation]]).toEqual([[0], [1]]);
});

test('a stratified split that takes all samples takes each once', () => {
  for (let train = 1; train < 10; train += 1) {
    const parts = cutWithinClasses(IN_ORDER, LABELS, { train, validation: 10 - train });
    expect([...parts.train, ...parts.validation].sort((a, b) => a - b)).toEqual([...IN_ORDER]);
  }
});

test('folds are cut from the permutation one after the other', () => {
  const permutation = Uint32Array.of(6, 2, 0, 5, 3, 1, 4);
  const folds = [1, 2, 3].map((fold) => cutFold(permutation, { count: 3, fold }));
  expect(folds.map(({ validation }) => [...validation])).toEqual([
    [6, 2, 0],
    [5, 3],
    [1, 4],
  ]);
  expect(folds.map(({ train }) => [...train])).toEqual([
    [5, 3, 1, 4],
    [6, 2, 0, 1, 4],
    [6, 2, 0, 5, 3],
  ]);
});

test('stratified folds deal classes out in turn', () => {
  // By class: 0 2 4 6 9 | 1 5 8 | 3 7, dealt to folds 1 2 3 1 2 3 1 2 3 1.
  const folds = [1, 2, 3].map((fold) => cutFold(IN_ORDER, { count: 3, fold }, LABELS).validation);
  expect(folds.map((validation) => [...validation])).toEqual([
    [0, 5, 6, 7],
    [2, 8, 9],
    [1, 3, 4],
  ]);
});

const MANY: SplitInput = {
  total: 1_000,
  train: 0,
  validation: 0,
  seed: 3,
  randomness: 'paired',
  labels: Uint8Array.from({ length: 1_000 }, (_, i) => (i % 10 === 0 ? 2 : i % 3 === 0 ? 1 : 0)),
};

test('no class has two more samples in one fold than in another, and all samples are in one', () => {
  const folds = [1, 2, 3, 4, 5, 6, 7].map((fold) => {
    const { train, validation } = splitSamples({ ...MANY, folds: { count: 7, fold } });
    const parts = [train, validation].map((bytes) => [...decodeSamples(bytes, 1_000)]);
    expect(new Set(parts.flat()).size).toBe(1_000);
    return parts[1]!;
  });
  expect(new Set(folds.flat()).size).toBe(1_000);
  expect(folds.map(({ length }) => length)).toEqual([143, 143, 143, 143, 143, 143, 142]);
  for (const c of [0, 1, 2]) {
    const counts = folds.map((fold) => fold.filter((sample) => MANY.labels![sample] === c).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

test('the seed decides which samples a stratified split takes, and nothing else does', () => {
  const cut = (seed: number): string =>
    Buffer.from(splitSamples({ ...MANY, train: 600, validation: 300, seed }).train).toString('hex');
  expect(cut(1)).toBe(cut(1));
  expect(cut(1)).not.toBe(cut(2));
});

test('randomness torch: folds are those of the permutation that PyTorch’s random_split cuts', () => {
  const settings = { total: 60_000, seed: 0, randomness: 'torch' } as const;
  const sixth = splitSamples({
    ...settings,
    train: 50_000,
    validation: 10_000,
    folds: { count: 6, fold: 1 },
  });
  const whole = splitSamples({ ...settings, train: 10_000, validation: 50_000 });
  expect(sixth.validation).toEqual(whole.train);
  expect(sixth.train).toEqual(whole.validation);
});
