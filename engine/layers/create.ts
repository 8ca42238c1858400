import type { Layer } from '../../study/spec.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import type { EngineLayer } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { globalAveragePool, pool } from './pool.ts';
import { scale, standardise } from './standardise.ts';

type Create<T extends Layer['type']> = (
  layer: Extract<Layer, { type: T }>,
  inputShape: readonly number[],
) => EngineLayer;

const LAYERS: { readonly [T in Layer['type']]: Create<T> } = {
  standardise: (_layer, inputShape) => standardise(inputShape),
  scale: (_layer, inputShape) => scale(inputShape),
  flatten: (_layer, inputShape) => flatten(inputShape),
  dense: (layer, inputShape) => dense(inputShape, layer),
  activation: (layer, inputShape) => activation(inputShape, layer),
  conv2d: (layer, inputShape) => conv2d(inputShape, layer),
  maxPool2d: (layer, inputShape) => pool(inputShape, layer),
  averagePool2d: (layer, inputShape) => pool(inputShape, layer),
  dropout: (layer, inputShape) => dropout(inputShape, layer.rate),
  batchNorm: (layer, inputShape) => batchNorm(inputShape, layer),
  layerNorm: (layer, inputShape) => layerNorm(inputShape, layer.epsilon),
  globalAveragePool2d: (_layer, inputShape) => globalAveragePool(inputShape),
};

/** The layer that computes what a spec's layer says, on samples of `inputShape`. */
export function createLayer(layer: Layer, inputShape: readonly number[]): EngineLayer {
  const create = LAYERS[layer.type] as Create<Layer['type']>; // the row is the type's own
  return create(layer, inputShape);
}
