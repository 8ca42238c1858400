import { trialLabel, variantLabel } from '../study/labels.ts';
import type { TrialName } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import { count as grouped } from '../study/words.ts';
import type { Captioned, Section } from './document.ts';
import { kernelImages } from './first-layer.ts';
import type { Kernel } from './first-layer.ts';
import { shrunk } from './picture.ts';
import { colourOf } from './variants-section.ts';
import { SATURATED, weightSheet } from './weight-sheet.ts';

/** The first layer of a trial's best model, whose weights are images. */
export interface FirstLayer extends TrialName {
  readonly epoch: number;
  /** Of one sample: [height, width, channels]. */
  readonly sample: readonly [height: number, width: number, channels: number];
  readonly kernel: Kernel;
}

const MOST_UNITS = 64;
/** So many variants are shown at most. */
export const MOST_VARIANTS = 8;
/** Pixels of the page that the units of a variant may take side by side. */
const DRAWN = 464;

/** Pixels of the page that a weight of a small filter takes along each side. */
const LARGEST = 14;

/**
 * What the first layer of each variant looks for; null where no variant's weights are images.
 *
 * @param layers of `MOST_VARIANTS` variants at most
 */
export function weightsSection(layers: readonly FirstLayer[], results: Results): Section | null {
  const [first] = layers;
  if (first === undefined) return null;
  const colour = colourOf(results);
  const pictures = layers.map((layer) => drawn(layer, colour(variantLabel(layer.variant))));
  const variants = new Set(results.trials.map(({ variant }) => variantLabel(variant))).size;
  const howMany =
    layers.length === MOST_VARIANTS && variants > MOST_VARIANTS
      ? ` Of ${variants} variants the first ${MOST_VARIANTS} are shown.`
      : '';
  return {
    title: 'Weights of the first layer',
    blocks: [
      {
        type: 'paragraph',
        text: `${signText(first.sample)} The models are those of each variant’s first trial that has a best epoch, in that epoch. Each has its own scale, on which the largest ${100 * SATURATED}% of the weights have full colour.${howMany}`,
      },
      { type: 'pictures', pictures },
    ],
  };
}

function signText([, , channels]: FirstLayer['sample']): string {
  return channels === 1
    ? 'An image for each unit: green where a brighter pixel raises its output, purple where it lowers it, clear where the weight is 0.'
    : 'An image for each unit: brighter than grey in the colours that raise its output, darker in those that lower it.';
}

function drawn(layer: FirstLayer, colour: number | null): Captioned {
  const { kernel, sample, seed, epoch } = layer;
  const units = kernel.shape.at(-1)!;
  const count = Math.min(units, MOST_UNITS);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * units) / count));
  const images = kernelImages(kernel, sample, chosen).map((image) => shrunk(image));
  const { uri, width, height, scale } = weightSheet(images);
  const factor = Math.max(1, Math.min(LARGEST, Math.floor(DRAWN / width)));
  const which =
    count === units ? `all ${units} units` : `${count} of ${grouped(units)} units, evenly spaced`;
  const [image] = images;
  const end = scale.toPrecision(2);
  return {
    ...{ uri, width: width * factor, height: height * factor, colour },
    alt: `First-layer weights of ${trialLabel(layer)}, epoch ${epoch}: ${which}, each as an image of ${image!.height} × ${image!.width} pixels, from −${end} to +${end}`,
    title: variantLabel(layer.variant),
    lines: [{ colour: null, text: `Seed ${seed}, epoch ${epoch}: ${which}` }],
    ends: { kind: image!.channels === 1 ? 'signed' : 'grey', low: `−${end}`, high: `+${end}` },
  };
}
