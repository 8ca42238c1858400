import type { Tensor } from '../../store/safetensors.ts';
import { applyLayers } from '../../study/layers.ts';
import type { Layer } from '../../study/spec.ts';
import { kerasLayers } from './keras-layers.ts';
import type { KerasLayer } from './keras-layers.ts';

interface NamedLayer extends KerasLayer {
  readonly name: string;
  /** Of the spec's layer. */
  readonly position: number;
}

/**
 * A state as a TensorFlow.js layers model: `model.json` and its weights, `model.bin`. It takes
 * float32 [batch, ...shape], without the channel where there is one, images in [0, 1], and returns
 * logits [batch, classes].
 *
 * Source: tfjs-layers, `Sequential.fromConfig`; tfjs-core, `ModelJSON`.
 *
 * @throws EpochalError USAGE, naming the layer, where TensorFlow.js has none that computes the same.
 */
export function layersModel(
  layers: readonly Layer[],
  shape: readonly number[],
  tensors: ReadonlyMap<string, Tensor>,
): Record<'model.json' | 'model.bin', Uint8Array> {
  const keras = namedLayers(layers, shape);
  const inputShape = [null, ...(isGrey(shape) ? shape.slice(0, 2) : shape)];
  const weights = keras.flatMap(({ name: layer, position, weights: own }) =>
    own.map(({ role, name, shape: other, from }) => {
      const tensor = tensors.get(`${position}.${role}`);
      if (tensor === undefined) throw new Error(`the state has no tensor ${position}.${role}`);
      const values = from?.(tensor.values) ?? tensor.values;
      return { name: `${layer}/${name}`, shape: other ?? tensor.shape, values };
    }),
  );
  const json = {
    format: 'layers-model',
    generatedBy: 'epochal',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'model',
        layers: keras.map(({ class_name, config, name }, i) => ({
          class_name,
          config: { name, ...(i === 0 && { batch_input_shape: inputShape }), ...config },
        })),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['model.bin'],
        weights: weights.map((weight) => ({
          name: weight.name,
          shape: weight.shape,
          dtype: 'float32',
        })),
      },
    ],
  };
  return {
    'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    'model.bin': concatenate(weights.map(({ values }) => values)),
  };
}

/** The spec's layers as Keras's, the weights' names `<type>_<position>/…`. */
function namedLayers(layers: readonly Layer[], shape: readonly number[]): readonly NamedLayer[] {
  const steps = applyLayers(layers, shape);
  const named = layers.flatMap((layer, position) => {
    const before = steps[position - 1];
    const input = before !== undefined && 'output' in before ? before.output : shape;
    const parts = kerasLayers(layer, input);
    return parts.map((part, i): NamedLayer => {
      const suffix = i === parts.length - 1 ? '' : `_${part.class_name}`;
      return { ...part, name: `${layer.type}_${position}${suffix}`, position };
    });
  });
  if (layers[0]?.type === 'flatten' || !isGrey(shape)) return named;
  const image = { class_name: 'Reshape', config: { target_shape: shape }, weights: [] };
  return [{ ...image, name: 'image', position: -1 }, ...named];
}

/** Images with one channel, which people hand over without it. */
function isGrey(shape: readonly number[]): boolean {
  return shape.length === 3 && shape[2] === 1;
}

function concatenate(parts: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
  );
}
