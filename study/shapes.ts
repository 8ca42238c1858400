import { count } from './words.ts';

/** The shape of one sample between two layers: [height, width, channels], or [numbers]. */
export type Shape = readonly number[];

/** `28 × 28 pixels`, `14 × 14 pixels in 32 channels`, `784 numbers`. */
export function describeShape(shape: Shape): string {
  const [height, width, channels] = shape;
  if (shape.length === 1) return `${count(height!)} numbers`;
  const pixels = `${height} × ${width} pixels`;
  return channels === 1 ? pixels : `${pixels} in ${channels} channels`;
}

/** How many numbers a sample of this shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}
