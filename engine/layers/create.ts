import type { Layer } from '../../study/spec.ts';
import { activation } from './activation.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import type { EngineLayer } from './layer.ts';

type Create<T extends Layer['type']> = (
  layer: Extract<Layer, { type: T }>,
  inputShape: readonly number[],
) => EngineLayer;

const LAYERS: { readonly [T in Layer['type']]: Create<T> } = {
  flatten: (_layer, inputShape) => flatten(inputShape),
  dense: (layer, inputShape) => dense(inputShape, layer),
  activation: (layer, inputShape) => activation(inputShape, layer),
};

/** The layer that computes what a spec's layer says, on samples of `inputShape`. */
export function createLayer(layer: Layer, inputShape: readonly number[]): EngineLayer {
  const create = LAYERS[layer.type] as Create<Layer['type']>; // the row is the type's own
  return create(layer, inputShape);
}
