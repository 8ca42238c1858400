import { EpochalError } from '../../study/errors.ts';
import { biasBound, kaimingUniformBound } from '../random.ts';
import type { EngineLayer } from './layer.ts';

/**
 * A fully connected layer: x·kernel + bias, kernel float32 [inputs, units].
 *
 * @throws EpochalError SPEC_INVALID when samples are not rows of numbers.
 */
export function dense(inputShape: readonly number[], units: number): EngineLayer {
  const [inputs] = inputShape;
  if (inputs === undefined || inputShape.length !== 1) {
    throw new EpochalError(
      'SPEC_INVALID',
      `dense takes samples of shape [inputs], not [${inputShape.join(', ')}]; put flatten before it`,
    );
  }
  return {
    outputShape: [units],
    parameters: [
      {
        role: 'kernel',
        shape: [inputs, units],
        initial: { type: 'uniform', bound: kaimingUniformBound(inputs) },
        fromTorch: (values) => transpose(values, units, inputs),
      },
      {
        role: 'bias',
        shape: [units],
        initial: { type: 'uniform', bound: biasBound(inputs) },
        fromTorch: (values) => values,
      },
    ],
    forward: ({ kernels, parameters: [kernel, bias] }, x) => ({
      output: kernels.affine(x, kernel!, bias!),
      backward: (dy) => ({
        input: () => kernels.affineInputGradient(dy, kernel!),
        parameters: [kernels.affineKernelGradient(x, dy), kernels.sumRows(dy)],
      }),
    }),
  };
}

function transpose(
  values: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
): Float32Array<ArrayBuffer> {
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      transposed[column * rows + row] = values[row * columns + column]!;
    }
  }
  return transposed;
}
