import type { Tensor } from '@tensorflow/tfjs-core';

import type { ImageLayer } from '../../study/spec.ts';
import { axesOf } from '../../study/windows.ts';
import type { EngineLayer } from './layer.ts';
import { weights } from './weights.ts';
import { pad, unpad } from './window.ts';

/** A convolution, as PyTorch's a cross-correlation: kernel float32 [height, width, in, filters]. */
export function conv2d(
  inputShape: readonly number[],
  spec: Extract<ImageLayer, { type: 'conv2d' }>,
): EngineLayer {
  const { filters, kernelSize: size, stride, padding } = spec;
  const axes = axesOf({ size, stride, padding }, inputShape);
  const [down, right] = axes;
  const [, , channels] = inputShape as [number, number, number];
  const shape = [down.size, right.size, channels, filters];
  const strides = [down.stride, right.stride] as const;
  const area = down.size * right.size;
  const fans = { fanIn: area * channels, fanOut: area * filters };
  const kernelOf = {
    shape,
    fromTorch: (values: Float32Array) => outputsLast(values, filters, channels, area),
  };
  return {
    outputShape: [down.positions, right.positions, filters],
    parameters: weights(spec, kernelOf, fans),
    forward: ({ kernels, parameters: [kernel, bias] }, x) => {
      const { tf } = kernels;
      const padded = pad(tf, x, axes, 0);
      const product = kernels.convolution({ x: padded, kernel: kernel!, strides });
      const output = bias === undefined ? product : tf.add(product, bias);
      if (bias !== undefined) product.dispose();
      return {
        output,
        backward: (dy) => {
          const gradient = { x: padded, dy, kernel: kernel!, strides };
          const kernelGradient = kernels.convolutionKernelGradient(gradient);
          const rows = (): Tensor => tf.reshape(dy, [-1, filters]);
          return {
            input: () =>
              tf.tidy(() => unpad(tf, kernels.convolutionInputGradient(gradient), axes, x.shape)),
            parameters: bias
              ? [kernelGradient, tf.tidy(() => kernels.sumRows(rows()))]
              : [kernelGradient],
          };
        },
      };
    },
  };
}

/** From PyTorch's [filters, in, height, width] to [height, width, in, filters]. */
function outputsLast(
  values: Float32Array,
  filters: number,
  channels: number,
  area: number,
): Float32Array<ArrayBuffer> {
  const moved = new Float32Array(values.length);
  for (let filter = 0; filter < filters; filter += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let position = 0; position < area; position += 1) {
        const to = (position * channels + channel) * filters + filter;
        moved[to] = values[(filter * channels + channel) * area + position]!;
      }
    }
  }
  return moved;
}
