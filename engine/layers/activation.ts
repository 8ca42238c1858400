import type { Activation } from '../../study/spec.ts';
import type { EngineLayer, ForwardPass } from './layer.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Tensor } from '@tensorflow/tfjs-core';

type Forward = (kernels: Kernels, input: Tensor) => ForwardPass;

const ACTIVATIONS: Readonly<Record<Activation, Forward>> = {
  linear: (_kernels, x) => ({
    output: x,
    backward: (dy) => ({ input: () => dy, parameters: [] }),
  }),
  relu: (kernels, x) => {
    const y = kernels.relu(x);
    return {
      output: y,
      backward: (dy) => ({ input: () => kernels.reluGradient(dy, y), parameters: [] }),
    };
  },
};

/** An activation: the same function of each value. */
export function activation(inputShape: readonly number[], name: Activation): EngineLayer {
  return { outputShape: inputShape, parameters: [], forward: ACTIVATIONS[name] };
}
