import type { Optimizer } from '../../study/spec.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

type Create<T extends Optimizer['type']> = (
  optimizer: Extract<Optimizer, { type: T }>,
) => EngineOptimizer;

const OPTIMIZERS: { readonly [T in Optimizer['type']]: Create<T> } = {
  sgd: (optimizer) => sgd(optimizer.learningRate),
};

/** The optimizer that a spec names. */
export function createOptimizer(optimizer: Optimizer): EngineOptimizer {
  return OPTIMIZERS[optimizer.type](optimizer);
}
