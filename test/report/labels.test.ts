import { endPoints } from '../../report/curves.ts';
import type { CurvePoint } from '../../report/curves.ts';
import { placeLabels } from '../../report/labels.ts';

const AXIS = { domain: [0, 1], ticks: [0, 1], format: '.0%' } as const;

function point(variant: string, epoch: number, value: number): CurvePoint {
  return { trial: 0, line: variant, variant, seed: 0, split: 'training', epoch, value };
}

/** Pixels from the top of a plot 100 pixels high. */
function placed(...values: number[]): number[] {
  const ends = values.map((value, i) => point(String(i), 1, value));
  return placeLabels(ends, AXIS, 100, false).map(({ labelValue }) => (1 - labelValue) * 100);
}

function rounded(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toFixed(6)));
}

describe("the curves' names", () => {
  it('stand at the ends of their curves where there is room', () => {
    expect(rounded(placed(0.8, 0.2))).toEqual([20, 80]);
  });

  it('move apart evenly, to 16 pixels, where two ends are close', () => {
    expect(rounded(placed(0.5, 0.5))).toEqual([42, 58]);
    expect(rounded(placed(0.52, 0.5, 0.1))).toEqual([41, 57, 90]);
  });

  it('push on whatever they come too close to', () => {
    // Middle of 40, 42 and 60: 47.33.
    expect(rounded(placed(0.6, 0.58, 0.4))).toEqual(rounded([31 + 1 / 3, 47 + 1 / 3, 63 + 1 / 3]));
  });

  it('stay inside the plot', () => {
    expect(rounded(placed(1, 1, 1))).toEqual([0, 16, 32]);
    expect(rounded(placed(0, 0))).toEqual([84, 100]);
  });

  it('name variant and split, or the split alone where there is one variant', () => {
    const [both] = placeLabels([point('relu', 1, 0.5)], AXIS, 100, false);
    const [alone] = placeLabels([point('relu', 1, 0.5)], AXIS, 100, true);
    expect([both?.label, alone?.label]).toEqual(['relu training', 'training']);
  });
});

describe("the curves' ends", () => {
  it('are the last epochs, and of several seeds the mean of the last values', () => {
    const ends = endPoints([
      point('relu', 1, 0.1),
      point('relu', 2, 0.5),
      { ...point('relu', 2, 0.25), line: 'relu seed 1', seed: 1 },
    ]);
    expect(ends.map(({ epoch, value }) => [epoch, value])).toEqual([[2, (0.5 + 0.25) / 2]]);
  });

  it('share a column when they are near, and not when one stopped early', () => {
    const epochs = (other: number) =>
      endPoints([point('relu', 50, 0.9), point('linear', other, 0.5)]).map(({ epoch }) => epoch);
    expect(epochs(49)).toEqual([50, 50]);
    expect(epochs(3)).toEqual([50, 3]);
  });
});
