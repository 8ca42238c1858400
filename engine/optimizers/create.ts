import type { Optimizer } from '../../study/spec.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import type { EngineOptimizer } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** The optimizer that a spec names. */
export function createOptimizer(optimizer: Optimizer): EngineOptimizer {
  switch (optimizer.type) {
    case 'sgd':
      return sgd(optimizer);
    case 'adam':
    case 'adamW':
      return adam(optimizer);
    case 'rmsprop':
      return rmsprop(optimizer);
    case 'adagrad':
      return adagrad(optimizer);
  }
}
