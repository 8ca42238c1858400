import type { Activation } from '../../study/spec.ts';
import type { EngineLayer } from './layer.ts';

type Forward = EngineLayer['forward'];

const ACTIVATIONS: Readonly<Record<Activation['activation'], Forward>> = {
  linear: (_context, x) => ({
    output: x,
    backward: (dy) => ({ input: () => dy, parameters: [] }),
  }),
  relu: ({ kernels }, x) => {
    const y = kernels.relu(x);
    return {
      output: y,
      backward: (dy) => ({ input: () => kernels.reluGradient(dy, y), parameters: [] }),
    };
  },
};

/** An activation: the same function of each value. */
export function activation(
  inputShape: readonly number[],
  { activation: name }: Activation,
): EngineLayer {
  return { outputShape: inputShape, parameters: [], forward: ACTIVATIONS[name] };
}
