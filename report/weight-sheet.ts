import { WEIGHT_SHADES } from './palette.ts';
import { pngUri } from './picture.ts';
import type { Raster } from './picture.ts';

/** Levels of strength on either side of 0: 1 + 2 · 31 colours. */
const LEVELS = 31;
/** Of the weights, the share that is drawn at full strength: one outlier must not make all others pale. */
export const SATURATED = 0.005;

/** Images of weights in one picture. */
interface WeightSheet {
  readonly uri: string;
  /** In pixels of the images, with a pixel of the page between two. */
  readonly width: number;
  readonly height: number;
  /** The size from which weights are drawn at full strength. */
  readonly scale: number;
}

/**
 * Images of weights in rows: of one channel with a colour below 0 and one above it, clear at 0; of
 * three in their own colours, grey at 0.
 *
 * @param images one at least, all of the same shape
 */
export function weightSheet(images: readonly Raster<Float32Array>[]): WeightSheet {
  const scale = scaleOf(images);
  const { height: tall, width: wide, channels } = images[0]!;
  const columns = Math.min(images.length, Math.max(1, Math.ceil(Math.sqrt(images.length))));
  const rows = Math.ceil(images.length / columns);
  const width = columns * (wide + 1) - 1;
  const height = rows * (tall + 1) - 1;
  const isColoured = channels === 3;
  const data = new Uint8Array(width * height * (isColoured ? 4 : 1));
  for (const [i, { values }] of images.entries()) {
    const left = (i % columns) * (wide + 1);
    const top = Math.floor(i / columns) * (tall + 1);
    for (let pixel = 0; pixel < tall * wide; pixel += 1) {
      const at = (top + Math.floor(pixel / wide)) * width + left + (pixel % wide);
      if (isColoured) {
        for (let c = 0; c < 3; c += 1) data[4 * at + c] = grey(values[3 * pixel + c]! / scale);
        data[4 * at + 3] = 255;
      } else data[at] = level(values[pixel]! / scale);
    }
  }
  const size = { width, height, depth: 8 as const, data };
  const uri = isColoured
    ? pngUri({ ...size, channels: 4 })
    : pngUri({ ...size, channels: 1, palette: PALETTE });
  return { uri, width, height, scale };
}

/** The size beyond which weights are drawn at full strength. */
function scaleOf(images: readonly Raster<Float32Array>[]): number {
  const sizes = Float32Array.from(
    images.flatMap(({ values }) => [...values]),
    (value) => Math.abs(value),
  ).sort();
  return sizes[Math.ceil((sizes.length - 1) * (1 - SATURATED))]! || 1;
}

/** Clear at 0, so that it is the page's own colour in the light and in the dark. */
const PALETTE = Array.from({ length: 1 + 2 * LEVELS }, (_, i) => {
  const strength = Math.ceil(i / 2) / LEVELS;
  const shade = i % 2 === 1 ? WEIGHT_SHADES.negative : WEIGHT_SHADES.positive;
  return [...shade, Math.round(255 * strength)];
});

/** The palette's colour of a weight, as a share of the scale. */
function level(share: number): number {
  const strength = Math.round(Math.min(1, Math.abs(share)) * LEVELS);
  return strength === 0 ? 0 : 2 * strength - (share < 0 ? 1 : 0);
}

/** A channel's brightness of a weight: grey at 0. */
function grey(share: number): number {
  return Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, share)));
}
