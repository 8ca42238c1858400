import { encode } from 'fast-png';
import type { ImageData } from 'fast-png';

/** A picture that stands in the page itself. */
export interface Picture {
  /** A PNG as a `data:` address. */
  readonly uri: string;
  /** In pixels, as it is drawn. */
  readonly width: number;
  readonly height: number;
  /** For whoever can't see it. */
  readonly alt: string;
}

/** Images with a longer side are made smaller before they are drawn. */
const LONGEST_SIDE = 64;

/** Rows of pixels, row-major: [height, width, channels]. */
export interface Raster<V extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: V;
}

/** Whether a sample of this shape can be drawn: [height, width, 1 or 3 channels]. */
export function isPicture(shape: readonly number[]): shape is readonly [number, number, number] {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

/**
 * A PNG as a `data:` address. Its bytes are the same on every machine: they are compressed in
 * JavaScript, while Node's zlib differs between its versions and processors.
 */
export function pngUri(image: ImageData): string {
  const bytes = encode(image, { zlib: { level: 9 } });
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** The image with blocks of pixels averaged to one each, where it has more than can be seen. */
export function shrunk<V extends Uint8Array | Float32Array>(image: Raster<V>): Raster<V> {
  const { height, width, channels, values } = image;
  const block = Math.ceil(Math.max(height, width) / LONGEST_SIDE);
  if (block <= 1) return image;
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  const smaller = values.slice(0, rows * columns * channels) as V;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        let count = 0;
        for (let y = row * block; y < Math.min(height, (row + 1) * block); y += 1) {
          for (let x = column * block; x < Math.min(width, (column + 1) * block); x += 1) {
            sum += values[(y * width + x) * channels + channel]!;
            count += 1;
          }
        }
        smaller[(row * columns + column) * channels + channel] = sum / count;
      }
    }
  }
  return { height: rows, width: columns, channels, values: smaller };
}
