import { thinnedEpochs } from '../../study/thinned-epochs.ts';

const metrics = { train: { loss: 1 }, validation: { loss: 1 } };
const epochs = (...numbers: readonly number[]) => numbers.map((epoch) => ({ epoch, ...metrics }));
const numbersOf = (all: readonly { readonly epoch: number }[]) => all.map(({ epoch }) => epoch);

describe('epochs of which some are left out', () => {
  test('are the last of each share', () => {
    const twelve = epochs(...Array.from({ length: 12 }, (_, i) => i + 1));
    expect(numbersOf(thinnedEpochs(twelve, 4))).toEqual([3, 6, 9, 12]);
    expect(numbersOf(thinnedEpochs(twelve, 5))).toEqual([2, 4, 7, 9, 12]);
  });

  test('are all there where they are few', () => {
    expect(numbersOf(thinnedEpochs(epochs(5, 10), 4))).toEqual([5, 10]);
    expect(thinnedEpochs([], 4)).toEqual([]);
  });

  test('stand for as many epochs each where some were left out before', () => {
    // Shares of 20 epochs end at 5, 10, 15 and 20; of the second one only 8 is known.
    expect(numbersOf(thinnedEpochs(epochs(4, 8, 16, 17, 18, 19, 20), 4))).toEqual([4, 8, 20]);
  });
});
