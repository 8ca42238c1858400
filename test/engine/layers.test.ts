import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Kernels, TensorFlow } from '../../engine/kernels/kernels.ts';
import { createLayer } from '../../engine/layers/create.ts';
import type { EngineLayer, LayerBuffer } from '../../engine/layers/layer.ts';
import { readLayer } from '../../study/layers.ts';
import { describeOnBackends } from './backends.ts';

/** In PyTorch's layout. */
interface Reference {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Case {
  readonly name: string;
  readonly layer: string | Readonly<Record<string, unknown>>;
  readonly x: Reference;
  readonly parameters: readonly Reference[];
  readonly y: Reference;
  readonly dy: Reference;
  readonly dx: Reference;
  readonly gradients: readonly Reference[];
  readonly buffers: readonly Reference[];
  readonly evaluated: Reference;
}

const { layers: CASES } = JSON.parse(
  readFileSync(join(__dirname, '../reference/layers.json'), 'utf8'),
) as { readonly layers: readonly Case[] };

describeOnBackends('a layer', (backend) => {
  test.each(CASES)('$name computes what PyTorch computes, and leaves no tensor', (of) => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const x = upload(kernels, of.x);
    const layer = createLayer(readLayer(of.layer), x.shape.slice(1));
    const parameters = layer.parameters.map((parameter, i) =>
      kernels.upload(own(layer, i, of.parameters[i]!), parameter.shape),
    );
    const buffers = (layer.buffers ?? []).map(initialBuffer(tf));
    const context = { kernels, parameters, buffers };
    const noise = (): never => {
      throw new Error('this layer is not random');
    };

    const results = tf.tidy(() => {
      const pass = layer.forward({ ...context, noise }, x);
      const back = pass.backward(upload(kernels, of.dy));
      const next = pass.buffers ?? [];
      const evaluated = layer.forward({ ...context, buffers: [...next], noise: null }, x).output;
      return [pass.output, back.input(), evaluated, ...back.parameters, ...next].map((tensor) => ({
        shape: tensor.shape,
        values: Float32Array.from(kernels.download(tensor)),
      }));
    });
    const [y, dx, evaluated, ...others] = results;
    expect(y!.shape.slice(1)).toEqual(layer.outputShape);
    expectClose(y!.values, channelsLast(of.y));
    expectClose(dx!.values, channelsLast(of.dx));
    expectClose(evaluated!.values, channelsLast(of.evaluated));
    expect(others).toHaveLength(of.gradients.length + of.buffers.length);
    for (const [i, gradient] of of.gradients.entries()) {
      expect(others[i]!.shape).toEqual(layer.parameters[i]!.shape);
      expectClose(others[i]!.values, own(layer, i, gradient));
    }
    for (const [i, buffer] of of.buffers.entries()) {
      expectClose(others[of.gradients.length + i]!.values, Float32Array.from(buffer.values));
    }
    for (const tensor of [x, ...parameters, ...buffers]) tensor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('batchNorm refuses a batch of one list of numbers, as PyTorch does', () => {
    const { kernels, tf } = backend();
    const layer = createLayer(readLayer('batchNorm'), [3]);
    tf.tidy(() => {
      const three = tf.ones([3]);
      const context = { kernels, parameters: [three, three], buffers: [three, three] };
      const noise = (): never => {
        throw new Error('batchNorm is not random');
      };
      expect(() => layer.forward({ ...context, noise }, tf.ones([1, 3]))).toThrow('variance');
    });
  });
});

function initialBuffer(tf: TensorFlow) {
  return ({ shape, initial }: LayerBuffer): Tensor =>
    tf.tidy(() => tf.add(tf.zeros([...shape]), initial));
}

function own(layer: EngineLayer, index: number, { values }: Reference): Float32Array {
  return layer.parameters[index]!.fromTorch(Float32Array.from(values));
}

function upload(kernels: Kernels, reference: Reference): Tensor {
  const [batch, ...rest] = reference.shape as [number, ...number[]];
  const [channels, height, width] = rest;
  const shape = rest.length === 3 ? [height!, width!, channels!] : rest;
  return kernels.upload(channelsLast(reference), [batch, ...shape]);
}

/** NCHW to NHWC; what is no image stays as it is. */
function channelsLast({ shape, values }: Reference): Float32Array {
  if (shape.length !== 4) return Float32Array.from(values);
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const pixels = height * width;
  return Float32Array.from({ length: batch * channels * pixels }, (_, i) => {
    const [image, rest] = [Math.floor(i / (channels * pixels)), i % (channels * pixels)];
    const [pixel, channel] = [Math.floor(rest / channels), rest % channels];
    return values[(image * channels + channel) * pixels + pixel]!;
  });
}

/** Within 1e-5 of the largest expected number. */
function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const furthest = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - actual[i]!)),
    0,
  );
  expect(furthest).toBeLessThanOrEqual(1e-5 * largest + 1e-7);
}
