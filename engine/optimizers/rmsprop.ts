import type { Optimizer } from '../../study/spec.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { withWeightDecay } from './weight-decay.ts';

/** RMSprop as torch.optim.RMSprop, not centered: epsilon is added to the root, not inside it. */
export function rmsprop(spec: Extract<Optimizer, { type: 'rmsprop' }>): EngineOptimizer {
  const { decay, epsilon, momentum, weightDecay } = spec;
  const square = { name: 'square', initial: 0 };
  return {
    isProportional: false,
    slots: momentum === 0 ? [square] : [square, { name: 'momentum', initial: 0 }],
    update: ({ tf }, { parameter, gradient, slots, learningRate }) => {
      const [before, velocityBefore] = slots;
      const decayed = withWeightDecay(tf, weightDecay, parameter, gradient);
      const mean = tf.add(tf.mul(before!, decay), tf.mul(tf.square(decayed), 1 - decay));
      const direction = tf.div(decayed, tf.add(tf.sqrt(mean), epsilon));
      const velocity = velocityBefore && tf.add(tf.mul(velocityBefore, momentum), direction);
      const next = tf.sub(parameter, tf.mul(velocity ?? direction, learningRate));
      return { parameter: next, slots: velocity ? [mean, velocity] : [mean] };
    },
  };
}
