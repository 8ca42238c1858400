import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../study/shapes.ts';
import type { Layer } from '../study/spec.ts';
import type { Kernels, TensorFlow } from './kernels/kernels.ts';
import { createLayer } from './layers/create.ts';
import type { EngineLayer, ForwardPass, LayerBuffer, LayerParameter } from './layers/layer.ts';
import type { Noise, RandomParameter } from './streams.ts';

/** A trainable tensor of the model: `1.kernel` is the kernel of the spec's second layer. */
export interface ModelParameter extends LayerParameter {
  readonly name: string;
  readonly random: RandomParameter;
}

/** A tensor of the model that no gradient moves: `3.mean` is that of the spec's fourth layer. */
export interface ModelBuffer extends LayerBuffer {
  readonly name: string;
}

/** The tensors that a model computes with, in the order of `parameters` and `buffers`. */
export interface ModelTensors {
  readonly parameters: readonly Tensor[];
  readonly buffers: readonly Tensor[];
}

export interface ModelPass {
  /** float32 [batch, classes]. */
  readonly logits: Tensor;
  /** The model's buffers after this batch. Those that stay as they are are the given tensors. */
  readonly buffers: readonly Tensor[];
  /**
   * Gradients in the order of the model's parameters, from the logits' gradient.
   *
   * @param scale the factor on the mean loss's gradient that is in `logitsGradient`; the penalties'
   * gradients get it too. 0 leaves them out: of a batch's several parts, one has them.
   */
  backward(logitsGradient: Tensor, scale: number): readonly Tensor[];
}

/** The spec's layers, one after the other. */
export interface Model {
  readonly parameters: readonly ModelParameter[];
  readonly buffers: readonly ModelBuffer[];
  readonly outputShape: readonly number[];
  /**
   * @param input float32 [batch, ...shape]
   * @param noise null to use the model instead of training it
   */
  forward(kernels: Kernels, input: Tensor, tensors: ModelTensors, noise: Noise | null): ModelPass;
}

interface PlacedLayer {
  readonly layer: EngineLayer;
  /** `dense.1`: the second of its type. What is random about a layer is drawn under this name. */
  readonly id: string;
  readonly firstParameter: number;
  readonly firstBuffer: number;
}

/** The model of a spec's layers for samples of `inputShape`. */
export function createModel(layers: readonly Layer[], inputShape: readonly number[]): Model {
  const placed: PlacedLayer[] = [];
  const parameters: ModelParameter[] = [];
  const buffers: ModelBuffer[] = [];
  const ofType = new Map<string, number>();
  let shape = inputShape;
  for (const [position, spec] of layers.entries()) {
    const ordinal = spec.ordinal ?? ofType.get(spec.type) ?? 0;
    ofType.set(spec.type, ordinal + 1);
    const id = `${spec.type}.${ordinal}`;
    const layer = createLayer(spec, shape);
    placed.push({ layer, id, firstParameter: parameters.length, firstBuffer: buffers.length });
    for (const parameter of layer.parameters) {
      const { role, initial } = parameter;
      const size = sizeOf(parameter.shape);
      const random = { layer: id, role, size, initial };
      parameters.push({ ...parameter, name: `${position}.${role}`, random });
    }
    for (const buffer of layer.buffers ?? []) {
      buffers.push({ ...buffer, name: `${position}.${buffer.role}` });
    }
    shape = layer.outputShape;
  }
  const first = placed.findIndex(({ layer }) => layer.parameters.length > 0);

  return {
    parameters,
    buffers,
    outputShape: shape,
    forward: (kernels, input, tensors, noise) => {
      const passes: ForwardPass[] = [];
      const next: Tensor[] = [];
      let x = input;
      for (const { layer, id, firstParameter, firstBuffer } of placed) {
        const lastParameter = firstParameter + layer.parameters.length;
        const lastBuffer = firstBuffer + (layer.buffers?.length ?? 0);
        const own = tensors.buffers.slice(firstBuffer, lastBuffer);
        const context = {
          kernels,
          parameters: tensors.parameters.slice(firstParameter, lastParameter),
          buffers: own,
          noise: noise && ((count: number) => noise(id, count)),
        };
        const pass = layer.forward(context, x);
        passes.push(pass);
        next.push(...(pass.buffers ?? own));
        x = pass.output;
      }
      return {
        logits: x,
        buffers: next,
        backward: (gradient, scale) =>
          backward(passes, first, gradient).map((own, i) =>
            penalised(kernels.tf, own, tensors.parameters[i]!, parameters[i]!, scale),
          ),
      };
    },
  };
}

/** From the last layer to the first that has parameters; nothing before it needs a gradient. */
function backward(passes: readonly ForwardPass[], first: number, logitsGradient: Tensor): Tensor[] {
  const gradients: Tensor[] = [];
  if (first === -1) return gradients;
  let gradient = logitsGradient;
  for (let position = passes.length - 1; position >= first; position -= 1) {
    const pass = passes[position]!.backward(gradient);
    gradients.unshift(...pass.parameters);
    if (position > first) gradient = pass.input();
  }
  return gradients;
}

/** The gradient with that of scale · (l1·Σ|w| + l2·Σw²) added; at 0, that of |w| is 0. */
function penalised(
  tf: TensorFlow,
  gradient: Tensor,
  weights: Tensor,
  { penalty }: LayerParameter,
  scale: number,
): Tensor {
  if (penalty === undefined || scale === 0) return gradient;
  const { l1, l2 } = penalty;
  const sum = tf.tidy(() => {
    const ofSquares = tf.mul(weights, 2 * l2 * scale);
    const ofBoth = l1 === 0 ? ofSquares : tf.add(ofSquares, tf.mul(tf.sign(weights), l1 * scale));
    return tf.add(gradient, ofBoth);
  });
  gradient.dispose();
  return sum;
}
