import type { Initializer, Weights } from '../../study/spec.ts';
import { biasBound, kaimingUniformBound } from '../random.ts';
import type { Initial } from '../streams.ts';
import { initialOf } from './initial.ts';
import type { Fans } from './initial.ts';
import type { LayerParameter } from './layer.ts';

/** A layer's kernel and, unless it has none, its bias of one number an output. */
export function weights(
  spec: Weights,
  kernel: Pick<LayerParameter, 'shape' | 'fromTorch'>,
  fans: Fans,
): readonly LayerParameter[] {
  const { useBias = true, kernelInitializer, biasInitializer, l1 = 0, l2 = 0 } = spec;
  const initial = (initializer: Initializer | undefined, bound: number): Initial =>
    initializer === undefined ? { type: 'uniform', bound } : initialOf(initializer, fans);
  const own: LayerParameter = {
    role: 'kernel',
    ...kernel,
    initial: initial(kernelInitializer, kaimingUniformBound(fans.fanIn)),
    ...((l1 > 0 || l2 > 0) && { penalty: { l1, l2 } }),
  };
  if (!useBias) return [own];
  const bias: LayerParameter = {
    role: 'bias',
    shape: kernel.shape.slice(-1),
    initial: initial(biasInitializer, biasBound(fans.fanIn)),
    fromTorch: (values) => values,
  };
  return [own, bias];
}
