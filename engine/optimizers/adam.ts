import type { Optimizer } from '../../study/spec.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { withWeightDecay } from './weight-decay.ts';

/**
 * Adam, and AdamW, which takes its weight decay from the weights and not through the gradient.
 *
 * As torch.optim.Adam and AdamW: epsilon is added to the bias-corrected root.
 */
export function adam(spec: Extract<Optimizer, { type: 'adam' | 'adamW' }>): EngineOptimizer {
  const { type, beta1, beta2, epsilon, weightDecay } = spec;
  const [coupled, decoupled] = type === 'adam' ? [weightDecay, 0] : [0, weightDecay];
  return {
    isProportional: false,
    slots: [
      { name: 'mean', initial: 0 },
      { name: 'square', initial: 0 },
    ],
    update: ({ tf }, { parameter, gradient, slots, step, learningRate }) => {
      const [meanBefore, squareBefore] = slots;
      const decayed = withWeightDecay(tf, coupled, parameter, gradient);
      const mean = tf.add(tf.mul(meanBefore!, beta1), tf.mul(decayed, 1 - beta1));
      const square = tf.add(tf.mul(squareBefore!, beta2), tf.mul(tf.square(decayed), 1 - beta2));
      // Both corrections as factors computed in double precision.
      const perRoot = 1 / Math.sqrt(1 - beta2 ** step);
      const denominator = tf.add(tf.mul(tf.sqrt(square), perRoot), epsilon);
      const change = tf.mul(tf.div(mean, denominator), learningRate / (1 - beta1 ** step));
      const kept = decoupled === 0 ? parameter : tf.mul(parameter, 1 - learningRate * decoupled);
      return { parameter: tf.sub(kept, change), slots: [mean, square] };
    },
  };
}
