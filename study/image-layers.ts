import { orExpression, wholeNumber } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import type { LayerType, Step } from './layer-type.ts';
import { LIMITS } from './limits.ts';
import { describeShape } from './shapes.ts';
import type { Shape } from './shapes.ts';
import type { ImageLayer } from './spec.ts';
import { WEIGHT_FIELDS } from './weight-fields.ts';
import { along, axesOf } from './windows.ts';
import type { Size, Window } from './windows.ts';
import { count } from './words.ts';

const length = wholeNumber(1, LIMITS.window);

const SIZE_TITLE = `a whole number from 1 to ${count(LIMITS.window)}, or [height, width]`;
const SIZE = orExpression({
  title: SIZE_TITLE,
  anyOf: [
    length,
    { title: SIZE_TITLE, type: 'array', minItems: 2, maxItems: 2, items: orExpression(length) },
  ],
});

const PADDING_TITLE = `a whole number from 0 to ${count(LIMITS.window)}, \`same\` or \`valid\``;
const PADDING = orExpression({
  title: PADDING_TITLE,
  anyOf: [
    { title: PADDING_TITLE, ...wholeNumber(0, LIMITS.window) },
    { title: PADDING_TITLE, type: 'string', enum: ['same', 'valid'] },
  ],
});

const poolSize: Field = {
  schema: SIZE,
  doc: 'The window: a length, or [height, width].',
  required: true,
  aliases: ['pool_size', 'kernel_size', 'kernelSize', 'size', 'window'],
};

const stride: Field = {
  schema: SIZE,
  doc: 'How far the window moves: a length, or [down, right].',
  aliases: ['strides', 'step'],
};

const POOL_FIELDS: Fields = {
  poolSize,
  stride: { ...stride, otherwise: '`poolSize`' },
  padding: {
    schema: orExpression(wholeNumber(0, LIMITS.window)),
    doc: 'Pixels added on each side; at most half of poolSize.',
    default: 0,
    aliases: ['pad'],
  },
};

/** Layers that take images. */
export const IMAGE_LAYERS: {
  readonly [T in ImageLayer['type']]: LayerType<Extract<ImageLayer, { type: T }>>;
} = {
  conv2d: {
    doc: 'A weighted sum of each window of the image, once per filter.',
    example: 'conv2d: { filters: 32, kernelSize: 3 }',
    aliases: ['conv', 'nn.Conv2d', 'convolution', 'convolution2d', 'Conv2D'],
    fields: {
      filters: {
        schema: orExpression(wholeNumber(1, LIMITS.units)),
        doc: 'How many channels the layer gives.',
        required: true,
        aliases: ['out_channels', 'channels', 'nb_filter', 'features'],
      },
      kernelSize: {
        schema: SIZE,
        doc: 'The window: a length, or [height, width].',
        required: true,
        aliases: ['kernel_size', 'kernel', 'filter_size', 'size'],
      },
      stride: { ...stride, default: 1 },
      padding: {
        schema: PADDING,
        doc: 'Pixels of 0 added on each side; same: as many as keep the size; valid: none.',
        default: 0,
        aliases: ['pad'],
      },
      ...WEIGHT_FIELDS,
    },
    apply: (layer, input) => {
      const { filters, kernelSize, stride: step, padding, useBias = true } = layer;
      if (padding === 'same' && (along(step, 0) > 1 || along(step, 1) > 1)) {
        return {
          problem:
            'padding `same` goes with stride 1 alone, as in PyTorch. ' +
            'Give the padding as a whole number.',
        };
      }
      const made = slide({ size: kernelSize, stride: step, padding }, input);
      if ('problem' in made) return made;
      const weights = along(kernelSize, 0) * along(kernelSize, 1) * input[2]! + (useBias ? 1 : 0);
      return { output: [...made.output, filters], parameters: weights * filters };
    },
  },
  maxPool2d: {
    doc: 'The largest number of each window, in each channel.',
    example: 'maxPool2d: { poolSize: 2 }',
    aliases: ['nn.MaxPool2d', 'max_pool', 'maxPooling', 'maxPooling2d', 'pool', 'MaxPooling2D'],
    fields: POOL_FIELDS,
    apply: pool,
  },
  averagePool2d: {
    doc: 'The mean of each window, in each channel; padding counts as 0.',
    example: 'averagePool2d: { poolSize: 2 }',
    aliases: ['nn.AvgPool2d', 'avgPool2d', 'avg_pool', 'averagePooling', 'AveragePooling2D'],
    fields: POOL_FIELDS,
    apply: pool,
  },
  globalAveragePool2d: {
    doc: 'The mean of each channel: an image becomes one number a channel.',
    example: 'globalAveragePool2d',
    aliases: ['nn.AdaptiveAvgPool2d', 'GlobalAveragePooling2D', 'gap', 'globalAvgPool2d'],
    fields: {},
    apply: (_, input) =>
      input.length === 3 ? { output: [input[2]!], parameters: 0 } : needsImage(input),
  },
};

function pool(layer: Extract<ImageLayer, { poolSize: Size }>, input: Shape): Step {
  const window = poolWindow(layer);
  const { size, padding } = window;
  if (2 * padding > Math.min(along(size, 0), along(size, 1))) {
    return {
      problem: `its padding of ${padding} is more than half of poolSize. Take less.`,
    };
  }
  const made = slide(window, input);
  return 'problem' in made ? made : { output: [...made.output, input[2]!], parameters: 0 };
}

/** Of a pooling layer; a stride that is left out is the window's size. */
export function poolWindow({
  poolSize: size,
  stride: step = size,
  padding,
}: Extract<ImageLayer, { poolSize: Size }>): Window & { readonly padding: number } {
  return { size, stride: step, padding };
}

/** How many positions a window has on an image: [down, right]. */
function slide(window: Window, input: Shape): { readonly output: Shape } | { problem: string } {
  if (input.length !== 3) return needsImage(input);
  const [down, right] = axesOf(window, input);
  if (down.positions >= 1 && right.positions >= 1) {
    return { output: [down.positions, right.positions] };
  }
  const padded = [down, right].map(({ before, after }, i) => input[i]! + before + after);
  return {
    problem:
      `its window of ${down.size} × ${right.size} pixels is larger than its input of ` +
      `${padded.join(' × ')}${down.before > 0 ? ' with padding' : ''}. Take a smaller window.`,
  };
}

function needsImage(input: Shape): { readonly problem: string } {
  return {
    problem: `it takes an image, and its input is a list of ${describeShape(input)}. Put it before \`- flatten\`.`,
  };
}
