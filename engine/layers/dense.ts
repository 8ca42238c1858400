import { EpochalError } from '../../study/errors.ts';
import type { Layer } from '../../study/spec.ts';
import type { EngineLayer } from './layer.ts';
import { weights } from './weights.ts';

/**
 * A fully connected layer: x·kernel + bias, kernel float32 [inputs, units].
 *
 * @throws EpochalError SPEC_INVALID when samples are not rows of numbers.
 */
export function dense(
  inputShape: readonly number[],
  spec: Extract<Layer, { type: 'dense' }>,
): EngineLayer {
  const { units } = spec;
  const [inputs] = inputShape;
  if (inputs === undefined || inputShape.length !== 1) {
    throw new EpochalError(
      'SPEC_INVALID',
      `dense takes samples of shape [inputs], not [${inputShape.join(', ')}]; put flatten before it`,
    );
  }
  const kernelOf = {
    shape: [inputs, units],
    fromTorch: (values: Float32Array) => transpose(values, units, inputs),
  };
  return {
    outputShape: [units],
    parameters: weights(spec, kernelOf, { fanIn: inputs, fanOut: units }),
    forward: ({ kernels, parameters: [kernel, bias] }, x) => ({
      output: kernels.affine(x, kernel!, bias ?? null),
      backward: (dy) => {
        const kernelGradient = kernels.affineKernelGradient(x, dy);
        return {
          input: () => kernels.affineInputGradient(dy, kernel!),
          parameters: bias ? [kernelGradient, kernels.sumRows(dy)] : [kernelGradient],
        };
      },
    }),
  };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      transposed[column * rows + row] = values[row * columns + column]!;
    }
  }
  return transposed;
}
