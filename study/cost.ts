import { applyLayers } from './layers.ts';
import { slotsOf } from './optimizers.ts';
import type { PlannedTrial } from './plan.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';
import type { Layer } from './spec.ts';
import { along } from './windows.ts';

/** What a trial takes, counted from the shapes of its layers. */
export interface Cost {
  /** Multiplications with an addition in one epoch: training, then measuring what validates. */
  readonly multiplyAdds: number;
  /**
   * What a trainer holds beside data and TensorFlow: float32 weights, their gradients, the
   * optimizer's slots, and what all layers give for one batch.
   */
  readonly memoryBytes: number;
  /** One epoch's state in the store: weights, slots, and what layers remember. */
  readonly stateBytes: number;
}

type CostedTrial = Pick<PlannedTrial, 'data' | 'training'>;

const FLOAT_BYTES = 4;

export function costOf({ data: { shape, split }, training }: CostedTrial): Cost {
  const { layers, batchSize, optimizer } = training;
  let input: Shape = shape;
  let forward = 0;
  let weights = 0;
  let remembered = 0;
  let numbers = sizeOf(shape);
  for (const [i, step] of applyLayers(layers, shape).entries()) {
    if ('problem' in step) throw new Error(`a planned ${layers[i]!.type} does not fit`);
    forward += multiplyAddsOf(layers[i]!, input, step.output);
    weights += step.parameters;
    remembered += rememberedBy(layers[i]!, input);
    numbers += sizeOf(step.output);
    input = step.output;
  }
  const slots = slotsOf(optimizer);
  const batch = Math.min(batchSize, split.train);
  return {
    // Backwards a kernel is multiplied twice: for its own gradient, and for its input's.
    multiplyAdds: forward * (3 * split.train + split.validation),
    memoryBytes: FLOAT_BYTES * (weights * (2 + slots) + numbers * batch),
    stateBytes: FLOAT_BYTES * (weights * (1 + slots) + remembered),
  };
}

/** For one sample, of the layers that are nearly all of the work. */
function multiplyAddsOf(layer: Layer, input: Shape, output: Shape): number {
  if (layer.type === 'dense') return sizeOf(input) * layer.units;
  if (layer.type !== 'conv2d') return 0;
  const window = along(layer.kernelSize, 0) * along(layer.kernelSize, 1) * input[2]!;
  return window * sizeOf(output);
}

/** Means and variances that are no weights. */
function rememberedBy(layer: Layer, input: Shape): number {
  const remembers: readonly Layer['type'][] = ['batchNorm', 'standardise', 'scale'];
  return remembers.includes(layer.type) ? 2 * input.at(-1)! : 0;
}
