import type { PictureInput } from '../../report/build.ts';
import type { Predictions, Results } from '../../study/results.ts';

/** Pictures of a study with images of 4 × 4 pixels in ten classes, half of which each trial gets wrong. */
export function picturesOf(results: Results): PictureInput {
  const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 10);
  const predictions = results.trials.map(({ test }, trial): Predictions | null =>
    test === null
      ? null
      : {
          loss: Float32Array.from(labels, (label) => label / 10),
          prediction: Int32Array.from(labels, (label, i) =>
            i % 2 === 0 ? label : (i + trial) % 10,
          ),
        },
  );
  const units = 4;
  const values = Float32Array.from({ length: 16 * units }, (_, i) => Math.sin(i));
  return {
    predictions: new Map(predictions.entries()),
    images: {
      shape: [4, 4, 1],
      pixels: Uint8Array.from({ length: 16 * 40 }, (_, i) => (i * 37) % 256),
      labels,
    },
    firstLayers: results.trials.map(({ variant, seed }) => ({
      ...{ variant, seed, epoch: 7, sample: [4, 4, 1] },
      kernel: { shape: [16, units], values },
    })),
  };
}
