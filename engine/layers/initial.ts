import type { Initializer } from '../../study/spec.ts';
import type { Initial } from '../streams.ts';

/** Inputs and outputs of one kernel's weight, times the kernel's positions. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * The distribution that an initialiser names; normal ones are not cut off, as in PyTorch.
 *
 * Source: PyTorch, torch/nn/init.py, in its order of operations.
 */
export function initialOf(initializer: Initializer, { fanIn, fanOut }: Fans): Initial {
  switch (initializer.type) {
    case 'heNormal':
      return { type: 'normal', deviation: Math.SQRT2 / Math.sqrt(fanIn) };
    case 'heUniform':
      return uniform(Math.SQRT2 / Math.sqrt(fanIn));
    case 'glorotNormal':
      return { type: 'normal', deviation: Math.sqrt(2 / (fanIn + fanOut)) };
    case 'glorotUniform':
      return uniform(Math.sqrt(2 / (fanIn + fanOut)));
    case 'lecunNormal':
      return { type: 'normal', deviation: 1 / Math.sqrt(fanIn) };
    case 'lecunUniform':
      return uniform(1 / Math.sqrt(fanIn));
    case 'zeros':
      return { type: 'constant', value: 0 };
    case 'constant':
      return initializer;
  }
}

function uniform(deviation: number): Initial {
  return { type: 'uniform', bound: Math.sqrt(3) * deviation };
}
