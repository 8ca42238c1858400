import type { Optimizer } from '../../study/spec.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { withWeightDecay } from './weight-decay.ts';

/** Stochastic gradient descent, with momentum as torch.optim.SGD has it: the rate is outside. */
export function sgd(spec: Extract<Optimizer, { type: 'sgd' }>): EngineOptimizer {
  return spec.momentum === 0 ? plain(spec) : withMomentum(spec);
}

function plain({ weightDecay }: { readonly weightDecay: number }): EngineOptimizer {
  return {
    isProportional: weightDecay === 0,
    slots: [],
    update: (kernels, { parameter, gradient, learningRate }) => {
      const { tf } = kernels;
      const decayed = withWeightDecay(tf, weightDecay, parameter, gradient);
      const step = learningRate === 1 ? decayed : tf.mul(decayed, learningRate);
      return { parameter: kernels.subtract(parameter, step), slots: [] };
    },
  };
}

function withMomentum(spec: Extract<Optimizer, { type: 'sgd' }>): EngineOptimizer {
  const { momentum, nesterov, weightDecay } = spec;
  return {
    isProportional: false,
    slots: [{ name: 'momentum', initial: 0 }],
    update: ({ tf }, { parameter, gradient, slots, learningRate }) => {
      const decayed = withWeightDecay(tf, weightDecay, parameter, gradient);
      const velocity = tf.add(tf.mul(slots[0]!, momentum), decayed);
      const direction = nesterov ? tf.add(decayed, tf.mul(velocity, momentum)) : velocity;
      const next = tf.sub(parameter, tf.mul(direction, learningRate));
      return { parameter: next, slots: [velocity] };
    },
  };
}
