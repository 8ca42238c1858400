import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

import type { ConvolutionGradient, MaxPoolGradient, Shape4D, TensorFlow } from './kernels.ts';

// For WebAssembly TensorFlow.js 4.22 has no Conv2DBackpropFilter, its Conv2DBackpropInput is eight
// times slower than its convolution, and its MaxPoolGrad gives the gradient to wrong pixels when
// there are several channels. A convolution's gradients are convolutions themselves.

/**
 * The kernel's gradient: x convolved with dy. Channels take the batch's place, and the other way
 * round; the strides are dy's dilation.
 */
export function convolutionKernelGradient(
  tf: TensorFlow,
  { x, dy, kernel, strides }: ConvolutionGradient,
): Tensor {
  const [height, width, channels, filters] = kernel.shape as Shape4D;
  const images = tf.transpose(x, [3, 1, 2, 0]) as Tensor4D;
  const window = tf.transpose(dy, [1, 2, 0, 3]) as Tensor4D;
  const all = tf.conv2d(images, window, 1, 'valid', 'NHWC', [...strides]);
  // What is left over beyond the last stride made more positions than the kernel has.
  const own = tf.slice4d(all, [0, 0, 0, 0], [channels, height, width, filters]);
  return tf.transpose(own, [1, 2, 0, 3]);
}

/** The input's gradient: dy, spread out by the strides, convolved with the kernel turned round. */
export function convolutionInputGradient(
  tf: TensorFlow,
  { x, dy, kernel, strides: [downward, rightward] }: ConvolutionGradient,
): Tensor {
  const [, height, width] = x.shape as Shape4D;
  const [kernelHeight, kernelWidth] = kernel.shape as Shape4D;
  const spread = spreadOut(tf, dy, [downward, rightward]);
  const [, tall, wide] = spread.shape;
  const around = tf.pad4d(spread, [
    [0, 0],
    [kernelHeight - 1, height - tall],
    [kernelWidth - 1, width - wide],
    [0, 0],
  ]);
  const turned = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return tf.conv2d(around, turned, 1, 'valid');
}

/** dy with zeros between, as the strides left pixels between: [batch, tall, wide, channels]. */
function spreadOut(tf: TensorFlow, dy: Tensor, [downward, rightward]: Strides): Tensor4D {
  const [batch, down, right, channels] = dy.shape as Shape4D;
  if (downward === 1 && rightward === 1) return dy as Tensor4D;
  const none: [number, number] = [0, 0];
  const rows = tf.pad4d(tf.reshape(dy, [batch * down, 1, right, channels]), [
    none,
    [0, downward - 1],
    none,
    none,
  ]);
  const pixels = tf.pad4d(tf.reshape(rows, [batch * down * downward, right, 1, channels]), [
    none,
    none,
    [0, rightward - 1],
    none,
  ]);
  const image: Shape4D = [batch, down * downward, right * rightward, channels];
  const last: Shape4D = [batch, (down - 1) * downward + 1, (right - 1) * rightward + 1, channels];
  return tf.slice4d(tf.reshape(pixels, image), [0, 0, 0, 0], last);
}

/** Of each window, the first of the largest numbers gets the gradient. On the host: 20 times faster. */
export function maxPoolGradient(
  tf: TensorFlow,
  { dy, x, y, size: [height, width], strides: [downward, rightward] }: MaxPoolGradient,
): Tensor {
  const [, rows, columns, channels] = x.shape as Shape4D;
  const [batch, down, right] = y.shape as Shape4D;
  const [given, values, largest] = [dy, x, y].map((tensor) => tensor.dataSync<'float32'>());
  const gradient = new Float32Array(x.size);
  let output = 0;
  for (let image = 0; image < batch; image += 1) {
    for (let i = 0; i < down; i += 1) {
      for (let j = 0; j < right; j += 1) {
        const corner = ((image * rows + i * downward) * columns + j * rightward) * channels;
        for (let channel = 0; channel < channels; channel += 1, output += 1) {
          for (let position = 0; position < height * width; position += 1) {
            const row = Math.floor(position / width);
            const at = corner + channel + (row * columns + (position - row * width)) * channels;
            if (values![at] !== largest![output]) continue;
            gradient[at]! += given![output]!;
            break;
          }
        }
      }
    }
  }
  return tf.tensor(gradient, x.shape);
}

type Strides = readonly [number, number];
