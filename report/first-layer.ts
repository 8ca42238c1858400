import type { Layer } from '../study/spec.ts';
import { sizeOf } from '../study/shapes.ts';
import type { Raster } from './picture.ts';
import { isPicture } from './picture.ts';

/** Layers after which each number still belongs to the pixel that it belonged to. */
const KEEPS_PIXELS: ReadonlySet<Layer['type']> = new Set([
  'standardise',
  'scale',
  'flatten',
  'dropout',
]);

/** Weights of a model's first layer, of which each unit has as many as an image has. */
export interface Kernel {
  /** [pixels, units] of a dense layer, [height, width, channels, filters] of a convolution. */
  readonly shape: readonly number[];
  /** float32, row-major. */
  readonly values: Float32Array;
}

/**
 * The state's tensor that holds the weights of the model's first layer, such as `1.kernel`; null
 * where they are no images: the samples are none, or something is computed of them before.
 *
 * @param shape of one sample
 */
export function firstKernel(layers: readonly Layer[], shape: readonly number[]): string | null {
  if (!isPicture(shape)) return null;
  const position = layers.findIndex(({ type }) => !KEEPS_PIXELS.has(type));
  const type = layers[position]?.type;
  return type === 'dense' || type === 'conv2d' ? `${position}.kernel` : null;
}

/**
 * Each unit's weights as an image, of the units that are asked for.
 *
 * A dense layer's lie channel after channel, as `flatten` and PyTorch have images.
 *
 * @param sample shape of one sample
 */
export function kernelImages(
  { shape, values }: Kernel,
  sample: readonly [height: number, width: number, channels: number],
  units: readonly number[],
): readonly Raster<Float32Array>[] {
  const isConvolution = shape.length === 4;
  const [height, width, channels] = (isConvolution ? shape : sample) as typeof sample;
  const all = shape.at(-1)!;
  const area = height * width;
  const size = sizeOf([height, width, channels]);
  return units.map((unit) => {
    const image = new Float32Array(size);
    for (let i = 0; i < size; i += 1) {
      const pixel = Math.floor(i / channels);
      const from = isConvolution ? i : (i % channels) * area + pixel;
      image[i] = values[from * all + unit]!;
    }
    return { height, width, channels, values: image };
  });
}
