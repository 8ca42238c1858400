import { EpochalError } from '../../study/errors.ts';
import type { Tensor } from '../../store/safetensors.ts';
import type { Layer } from '../../study/spec.ts';

interface KerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Weights in Keras's order: their names in the state, and in the model. */
  readonly weights: readonly { readonly state: string; readonly name: string }[];
}

/** MNIST's images: 28 × 28, values in [0, 1]. */
const INPUT_SHAPE = [null, 28, 28] as const;

/**
 * A state as a TensorFlow.js layers model: `model.json` and its weights, `model.bin`. It takes
 * float32 [batch, 28, 28] in [0, 1] and returns logits [batch, 10].
 *
 * Source: tfjs-layers, `Sequential.fromConfig`; tfjs-core, `ModelJSON`.
 */
export function layersModel(
  layers: readonly Layer[],
  tensors: ReadonlyMap<string, Tensor>,
): Record<'model.json' | 'model.bin', Uint8Array> {
  const keras = layers.map(kerasLayer);
  const weights = keras.flatMap((layer) => layer.weights);
  const values = weights.map(({ state }) => {
    const tensor = tensors.get(state);
    if (tensor === undefined) throw new Error(`the state has no tensor ${state}`);
    return tensor;
  });
  const json = {
    format: 'layers-model',
    generatedBy: 'epochal',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'model',
        layers: keras.map(({ class_name, config }) => ({ class_name, config })),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['model.bin'],
        weights: weights.map(({ name }, i) => ({
          name,
          shape: values[i]!.shape,
          dtype: 'float32',
        })),
      },
    ],
  };
  return {
    'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    'model.bin': concatenate(values.map((tensor) => tensor.values)),
  };
}

function kerasLayer(layer: Layer, index: number): KerasLayer {
  const name = `${layer.type}_${index}`;
  const input = index === 0 ? { batch_input_shape: INPUT_SHAPE } : {};
  switch (layer.type) {
    case 'standardise':
      throw new EpochalError(
        'USAGE',
        'A model whose inputs are standardised has no form as a TensorFlow.js layers model. Its ' +
          'state in the store, safetensors, holds mean and deviation beside the weights.',
      );
    case 'flatten':
      return { class_name: 'Flatten', config: { name, ...input }, weights: [] };
    case 'dense':
      return {
        class_name: 'Dense',
        config: { name, units: layer.units, activation: 'linear', use_bias: true },
        weights: [
          { state: `${index}.kernel`, name: `${name}/kernel` },
          { state: `${index}.bias`, name: `${name}/bias` },
        ],
      };
    case 'activation':
      return {
        class_name: 'Activation',
        config: { name, activation: layer.activation },
        weights: [],
      };
  }
}

function concatenate(parts: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
  );
}
