import type { Tensor } from '@tensorflow/tfjs-core';

import type { Layer } from '../study/spec.ts';
import type { Kernels } from './kernels/kernels.ts';
import { createLayer } from './layers/create.ts';
import type { EngineLayer, ForwardPass, LayerParameter } from './layers/layer.ts';
import type { RandomParameter } from './streams.ts';

/** A trainable tensor of the model: `1.kernel` is the kernel of the spec's second layer. */
export interface ModelParameter extends LayerParameter {
  readonly name: string;
  readonly random: RandomParameter;
}

export interface ModelPass {
  /** float32 [batch, classes]. */
  readonly logits: Tensor;
  /** Gradients in the order of the model's parameters, from the logits' gradient. */
  backward(logitsGradient: Tensor): readonly Tensor[];
}

/** The spec's layers, one after the other. */
export interface Model {
  readonly parameters: readonly ModelParameter[];
  readonly outputShape: readonly number[];
  /** @param input float32 [batch, ...shape] */
  forward(kernels: Kernels, input: Tensor, parameters: readonly Tensor[]): ModelPass;
}

/** The model of a spec's layers for samples of `inputShape`. */
export function createModel(layers: readonly Layer[], inputShape: readonly number[]): Model {
  const built: EngineLayer[] = [];
  const starts: number[] = [];
  const parameters: ModelParameter[] = [];
  let shape = inputShape;
  let parametrised = 0;
  for (const [position, spec] of layers.entries()) {
    const layer = createLayer(spec, shape);
    starts.push(parameters.length);
    for (const parameter of layer.parameters) {
      parameters.push({
        ...parameter,
        name: `${position}.${parameter.role}`,
        random: {
          layer: parametrised,
          role: parameter.role,
          size: parameter.shape.reduce((product, length) => product * length, 1),
          fanIn: parameter.fanIn,
        },
      });
    }
    if (layer.parameters.length > 0) parametrised += 1;
    built.push(layer);
    shape = layer.outputShape;
  }
  const first = built.findIndex((layer) => layer.parameters.length > 0);

  return {
    parameters,
    outputShape: shape,
    forward: (kernels, input, values) => {
      const passes: ForwardPass[] = [];
      let x = input;
      for (const [position, layer] of built.entries()) {
        const start = starts[position]!;
        const own = values.slice(start, start + layer.parameters.length);
        const pass = layer.forward(kernels, x, own);
        passes.push(pass);
        x = pass.output;
      }
      return { logits: x, backward: (gradient) => backward(passes, first, gradient) };
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
