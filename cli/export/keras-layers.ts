import { EpochalError } from '../../study/errors.ts';
import { poolWindow } from '../../study/image-layers.ts';
import type { Activation, ImageLayer, Layer } from '../../study/spec.ts';
import { along } from '../../study/windows.ts';
import type { Size } from '../../study/windows.ts';

/** A layer as TensorFlow.js's layers models hold it. */
export interface KerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** In Keras's order. */
  readonly weights: readonly KerasWeight[];
}

export interface KerasWeight {
  /** In the state. */
  readonly role: string;
  readonly name: string;
  /** Where Keras has another than the state. */
  readonly shape?: readonly number[];
  /** Where Keras has other values: those, from the state's. */
  readonly from?: (values: Float32Array) => Float32Array;
}

/**
 * The layers that compute what a spec's layer computes, one after the other.
 *
 * Source: tfjs-layers 4.22, src/layers.
 *
 * @throws EpochalError USAGE, naming the layer, where TensorFlow.js has none that computes the same.
 */
export function kerasLayers(layer: Layer, input: readonly number[]): readonly KerasLayer[] {
  const plain = (class_name: string, config: object = {}): KerasLayer => ({
    class_name,
    config: { ...config },
    weights: [],
  });
  switch (layer.type) {
    case 'standardise':
      return [inputs('mean', 'deviation')];
    case 'scale':
      return [inputs('minimum', 'range')];
    case 'flatten':
      // PyTorch's order is channel after channel; Keras's Flatten keeps pixel after pixel.
      return input.length === 3 && input[2]! > 1
        ? [plain('Permute', { dims: [3, 1, 2] }), plain('Flatten')]
        : [plain('Flatten')];
    case 'dense':
      return [
        {
          class_name: 'Dense',
          config: { units: layer.units, activation: 'linear', use_bias: layer.useBias ?? true },
          weights: kernelAndBias(layer.useBias),
        },
      ];
    case 'activation':
      return [activation(layer, input)];
    case 'conv2d':
      return convolution(layer);
    case 'maxPool2d':
    case 'averagePool2d':
      return pool(layer);
    case 'globalAveragePool2d':
      return [plain('GlobalAveragePooling2D', { data_format: 'channels_last' })];
    case 'dropout':
      return [plain('Dropout', { rate: layer.rate })];
    case 'batchNorm':
      return [
        {
          class_name: 'BatchNormalization',
          config: { axis: -1, momentum: 1 - layer.momentum, epsilon: layer.epsilon },
          weights: [
            { role: 'scale', name: 'gamma' },
            { role: 'shift', name: 'beta' },
            { role: 'mean', name: 'moving_mean' },
            { role: 'variance', name: 'moving_variance' },
          ],
        },
      ];
    case 'layerNorm':
      return [
        {
          class_name: 'LayerNormalization',
          config: { axis: input.map((_, i) => i + 1), epsilon: layer.epsilon },
          weights: [
            { role: 'scale', name: 'gamma' },
            { role: 'shift', name: 'beta' },
          ],
        },
      ];
  }
}

/** A layer that takes one buffer from its input and divides by the other. */
function inputs(offset: string, unit: string): KerasLayer {
  return {
    class_name: 'BatchNormalization',
    config: { axis: -1, epsilon: 0, scale: false, center: false },
    weights: [
      { role: offset, name: 'moving_mean' },
      { role: unit, name: 'moving_variance', from: squared },
    ],
  };
}

function squared(values: Float32Array): Float32Array {
  return values.map((value) => value * value);
}

function kernelAndBias(useBias = true): KerasLayer['weights'] {
  const kernel = { role: 'kernel', name: 'kernel' };
  return useBias ? [kernel, { role: 'bias', name: 'bias' }] : [kernel];
}

function activation(layer: Activation, input: readonly number[]): KerasLayer {
  const name = layer.activation;
  const none = { weights: [] };
  switch (name) {
    case 'leakyRelu':
      return { class_name: 'LeakyReLU', config: { alpha: layer.slope }, ...none };
    case 'elu':
      return layer.alpha === 1
        ? { class_name: 'Activation', config: { activation: 'elu' }, ...none }
        : refuse(`elu with alpha ${layer.alpha}`);
    case 'prelu':
      // One slope for all: shared along every axis, so that its shape is all ones.
      return {
        class_name: 'PReLU',
        config: { shared_axes: input.map((_, i) => i + 1) },
        weights: [{ role: 'slope', name: 'alpha', shape: input.map(() => 1) }],
      };
    case 'linear':
    case 'relu':
    case 'selu':
    case 'gelu':
    case 'swish':
    case 'softplus':
    case 'sigmoid':
    case 'tanh':
      return { class_name: 'Activation', config: { activation: name }, ...none };
  }
}

function convolution(layer: Extract<ImageLayer, { type: 'conv2d' }>): readonly KerasLayer[] {
  const { filters, kernelSize, stride, padding, useBias = true } = layer;
  const own: KerasLayer = {
    class_name: 'Conv2D',
    config: {
      filters,
      kernel_size: pair(kernelSize),
      strides: pair(stride),
      padding: padding === 'same' ? 'same' : 'valid',
      data_format: 'channels_last',
      activation: 'linear',
      use_bias: useBias,
    },
    weights: kernelAndBias(useBias),
  };
  return typeof padding === 'string' ? [own] : [...zeros(padding), own];
}

function pool(layer: Extract<ImageLayer, { poolSize: Size }>): readonly KerasLayer[] {
  const { size, stride, padding } = poolWindow(layer);
  const isMax = layer.type === 'maxPool2d';
  if (isMax && padding > 0) return refuse('maxPool2d with padding');
  const own: KerasLayer = {
    class_name: isMax ? 'MaxPooling2D' : 'AveragePooling2D',
    config: {
      pool_size: pair(size),
      strides: pair(stride),
      padding: 'valid',
      data_format: 'channels_last',
    },
    weights: [],
  };
  return [...zeros(padding), own];
}

/** Nothing, or the layer that adds so many zeros on each side. */
function zeros(padding: number): readonly KerasLayer[] {
  if (padding === 0) return [];
  const sides = [padding, padding];
  const config = { padding: [sides, sides], data_format: 'channels_last' };
  return [{ class_name: 'ZeroPadding2D', config, weights: [] }];
}

function pair(size: Size): readonly [number, number] {
  return [along(size, 0), along(size, 1)];
}

function refuse(what: string): never {
  throw new EpochalError('USAGE', `TensorFlow.js has no layer like ${what}`);
}
