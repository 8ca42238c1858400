import type { Tensor } from '../../store/safetensors.ts';
import { applyLayers } from '../../study/layers.ts';
import { MNIST } from '../../study/limits.ts';
import type { Layer } from '../../study/spec.ts';
import { kerasLayers } from './keras-layers.ts';
import type { KerasLayer } from './keras-layers.ts';

interface NamedLayer extends KerasLayer {
  readonly name: string;
  /** Of the spec's layer. */
  readonly position: number;
}

/** MNIST's images: 28 × 28, values in [0, 1]. */
const INPUT_SHAPE = [null, MNIST.height, MNIST.width] as const;
const IMAGE_SHAPE = [MNIST.height, MNIST.width, 1] as const;

/**
 * A state as a TensorFlow.js layers model: `model.json` and its weights, `model.bin`. It takes
 * float32 [batch, 28, 28] in [0, 1] and returns logits [batch, 10].
 *
 * Source: tfjs-layers, `Sequential.fromConfig`; tfjs-core, `ModelJSON`.
 *
 * @throws EpochalError USAGE, naming the layer, where TensorFlow.js has none that computes the same.
 */
export function layersModel(
  layers: readonly Layer[],
  tensors: ReadonlyMap<string, Tensor>,
): Record<'model.json' | 'model.bin', Uint8Array> {
  const keras = namedLayers(layers);
  const weights = keras.flatMap(({ name: layer, position, weights: own }) =>
    own.map(({ role, name, shape }) => {
      const tensor = tensors.get(`${position}.${role}`);
      if (tensor === undefined) throw new Error(`the state has no tensor ${position}.${role}`);
      return { name: `${layer}/${name}`, shape: shape ?? tensor.shape, values: tensor.values };
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
          config: { name, ...(i === 0 && { batch_input_shape: INPUT_SHAPE }), ...config },
        })),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['model.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  return {
    'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    'model.bin': concatenate(weights.map(({ values }) => values)),
  };
}

/** The spec's layers as Keras's, the weights' names `<type>_<position>/…`. */
function namedLayers(layers: readonly Layer[]): readonly NamedLayer[] {
  const steps = applyLayers(layers, IMAGE_SHAPE);
  const named = layers.flatMap((layer, position) => {
    const before = steps[position - 1];
    const input = before !== undefined && 'output' in before ? before.output : IMAGE_SHAPE;
    const parts = kerasLayers(layer, input);
    return parts.map((part, i): NamedLayer => {
      const suffix = i === parts.length - 1 ? '' : `_${part.class_name}`;
      return { ...part, name: `${layer.type}_${position}${suffix}`, position };
    });
  });
  if (layers[0]?.type === 'flatten') return named;
  const image = { class_name: 'Reshape', config: { target_shape: IMAGE_SHAPE }, weights: [] };
  return [{ ...image, name: 'image', position: -1 }, ...named];
}

function concatenate(parts: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
  );
}
