import { MNIST } from './limits.ts';

/** Images in each part of a split. */
export function splitCounts(split: { readonly train: number; readonly validation: number }): {
  readonly train: number;
  readonly validation: number;
} {
  return { train: countImages(split.train), validation: countImages(split.validation) };
}

/**
 * A number below 1 is a fraction of all 60,000, rounded down; any other is a count already. A
 * product that misses a whole number by rounding alone counts as that number: 0.29 is 17,400, not
 * 17,399.
 */
export function countImages(part: number): number {
  if (part >= 1) return part;
  const images = part * MNIST.trainingImages;
  const nearest = Math.round(images);
  return Math.abs(images - nearest) < 1e-6 ? nearest : Math.floor(images);
}
