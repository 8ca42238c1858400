import { count as grouped } from '../study/words.ts';
import type { Plan } from '../study/plan.ts';
import type { Predictions, Results } from '../study/results.ts';
import { variantLabel } from '../study/labels.ts';
import { confusion } from './confused.ts';
import type { ConfusedSample } from './confused.ts';
import { chartNames } from './curves.ts';
import type { Captioned, Section } from './document.ts';
import { pngUri, shrunk } from './picture.ts';
import { colourOf } from './variants-section.ts';

/** The test set that all trials share, where its samples are images. */
export interface TestImages {
  /** Of one sample. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** uint8 or float32 [samples, height, width, channels]. */
  readonly pixels: Uint8Array | Float32Array;
  /** The class of each. */
  readonly labels: Uint8Array;
}

/** A trial that was tested, with what it answered. */
interface Answers {
  readonly label: string;
  readonly predictions: Predictions;
}

const MOST_IMAGES = 24;
/** More variants than these and their answers are counted together. */
const MOST_NAMED = 4;
/** Pixels of the page that the longer side of an image takes. */
const DRAWN = 84;

/**
 * The test images that most trials get wrong; null where the samples are no images, nothing was
 * tested, or nothing is wrong.
 */
export function confusedSection(
  results: Results,
  plan: Plan,
  predictions: ReadonlyMap<number, Predictions | null>,
  images: TestImages | null,
): Section | null {
  const trials = results.trials.flatMap(({ variant }, index): Answers[] => {
    const found = predictions.get(index);
    return found ? [{ label: variantLabel(variant), predictions: found }] : [];
  });
  if (images === null || trials.length === 0) return null;
  const answers = trials.map((trial) => trial.predictions);
  const found = confusion(answers, images.labels, MOST_IMAGES);
  if (found.samples.length === 0) return null;
  const classNames = plan.trials[0]?.data.classNames;
  const nameOf = (index: number): string => classNames?.[index] ?? String(index);
  const draw = drawer(images, found.samples);
  const told = teller(trials, results, nameOf);
  return {
    title: 'The most confused test images',
    blocks: [
      { type: 'paragraph', text: summary(found, trials.length, images.labels.length) },
      {
        type: 'pictures',
        pictures: found.samples.map(({ index }): Captioned => {
          const name = nameOf(images.labels[index]!);
          return {
            ...draw(index, `Test image ${index}: ${name}`),
            title: name,
            colour: null,
            lines: told(index),
          };
        }),
      },
    ],
  };
}

function summary(
  { samples, wrongOnce, wrongAlways }: ReturnType<typeof confusion>,
  models: number,
  total: number,
): string {
  const all = `${grouped(total)} test images`;
  if (models === 1) {
    const which =
      samples.length < wrongOnce ? `the ${samples.length} with the highest loss` : 'all';
    return `The model gives a wrong class to ${grouped(wrongOnce)} of ${all}. Here are ${which}: below each its class, and what the model took it for.`;
  }
  const which =
    samples.length < wrongOnce
      ? `the ${samples.length} that most of them get wrong, of equal ones those with the highest mean loss`
      : 'all that any of them gets wrong';
  return `Of ${all}, all ${models} tested models give a wrong class to ${wrongAlways === 0 ? 'none' : grouped(wrongAlways)}, and at least one of them to ${grouped(wrongOnce)}. Here are ${which}: below each its class, and what the models took it for, with ×2 where two of them agree.`;
}

/** What a sample was taken for, a line a variant. */
function teller(
  trials: readonly Answers[],
  results: Results,
  nameOf: (index: number) => string,
): (index: number) => Captioned['lines'] {
  const names = chartNames(results);
  const colour = colourOf(results);
  const groups = [...new Set(trials.map(({ label }) => label))];
  const tally = (some: readonly Answers[], index: number): string => {
    const counts = new Map<number, number>();
    for (const { predictions } of some) {
      const answer = predictions.prediction[index]!;
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    return [...counts]
      .sort(([a, times], [b, others]) => others - times || a - b)
      .map(([answer, times]) => `${nameOf(answer)}${times === 1 ? '' : `\u00A0×${times}`}`)
      .join(', ');
  };
  if (groups.length === 1 || groups.length > MOST_NAMED) {
    return (index) => [{ colour: null, text: tally(trials, index) }];
  }
  return (index) =>
    groups.map((label) => {
      const own = trials.filter((trial) => trial.label === label);
      return { colour: colour(label), text: `${names.get(label)!}: ${tally(own, index)}` };
    });
}

/** Draws a sample; numbers are drawn between the least and the largest of all that are. */
function drawer(
  { shape: [height, width, channels], pixels }: TestImages,
  samples: readonly ConfusedSample[],
): (index: number, alt: string) => Pick<Captioned, 'uri' | 'width' | 'height' | 'alt'> {
  const size = height * width * channels;
  const rasters = new Map(
    samples.map(({ index }) => {
      const values = pixels.slice(index * size, (index + 1) * size);
      return [index, shrunk({ height, width, channels, values })];
    }),
  );
  let [low, high] = [0, 255];
  if (pixels instanceof Float32Array) {
    [low, high] = [Infinity, -Infinity];
    for (const { values } of rasters.values()) {
      for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  const span = high > low ? high - low : 1;
  return (index, alt) => {
    const raster = rasters.get(index)!;
    const data = Uint8Array.from(raster.values, (value) =>
      Math.round((255 * (value - low)) / span),
    );
    const factor = DRAWN / Math.max(raster.height, raster.width);
    return {
      uri: pngUri({ width: raster.width, height: raster.height, channels, depth: 8, data }),
      width: Math.round(raster.width * factor),
      height: Math.round(raster.height * factor),
      alt,
    };
  };
}
