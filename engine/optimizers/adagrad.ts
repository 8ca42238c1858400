import type { Optimizer } from '../../study/spec.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { withWeightDecay } from './weight-decay.ts';

/** Adagrad as torch.optim.Adagrad, without a decay of the learning rate. */
export function adagrad(spec: Extract<Optimizer, { type: 'adagrad' }>): EngineOptimizer {
  const { epsilon, initialAccumulator, weightDecay } = spec;
  return {
    isProportional: false,
    slots: [{ name: 'sum', initial: initialAccumulator }],
    update: ({ tf }, { parameter, gradient, slots, learningRate }) => {
      const decayed = withWeightDecay(tf, weightDecay, parameter, gradient);
      const sum = tf.add(slots[0]!, tf.square(decayed));
      const direction = tf.div(decayed, tf.add(tf.sqrt(sum), epsilon));
      return { parameter: tf.sub(parameter, tf.mul(direction, learningRate)), slots: [sum] };
    },
  };
}
