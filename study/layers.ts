import { choice, mapOf, orExpression, wholeNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { LIMITS } from './limits.ts';
import type { Activation, Layer } from './spec.ts';

/** The shape of one sample between two layers: pixels in rows, or a plain list of numbers. */
export type Shape =
  | { readonly kind: 'image'; readonly height: number; readonly width: number }
  | { readonly kind: 'flat'; readonly size: number };

/** What a layer makes of its input's shape, or a sentence that says why it cannot. */
export type Step =
  { readonly output: Shape; readonly parameters: number } | { readonly problem: string };

/** All there is to know about a type of layer. */
interface LayerType<T extends Layer> {
  readonly doc: string;
  /** As it is written in `layers`. */
  readonly example: string;
  /** Other libraries' names for it. Never accepted, only explained. */
  readonly aliases: readonly string[];
  /** What follows the type's name; null when it is written as a bare name. */
  readonly schema: Schema | null;
  /** The layer from what follows its name. */
  readonly read: (value: unknown) => T;
  readonly apply: (layer: T, input: Shape) => Step;
}

export const ACTIVATIONS: Readonly<
  Record<Activation, { readonly doc: string; readonly aliases: readonly string[] }>
> = {
  linear: {
    doc: 'Leaves its input as it is.',
    aliases: ['identity', 'none', 'nn.Identity'],
  },
  relu: {
    doc: 'max(x, 0).',
    aliases: ['nn.ReLU', 'F.relu', 'rectifier', 'rectified_linear'],
  },
};

const DENSE_FIELDS: Fields = {
  units: {
    schema: orExpression(wholeNumber(1, LIMITS.units)),
    doc: 'How many numbers the layer gives per image.',
    required: true,
    aliases: ['out_features', 'features', 'output_dim', 'size', 'neurons', 'hidden', 'width'],
  },
};

export const LAYERS: { readonly [T in Layer['type']]: LayerType<Extract<Layer, { type: T }>> } = {
  flatten: {
    doc: 'Puts an image’s rows after each other: 28 × 28 pixels become 784 numbers.',
    example: 'flatten',
    aliases: ['nn.Flatten', 'reshape', 'view'],
    schema: null,
    read: () => ({ type: 'flatten' }),
    apply: (_, input) =>
      input.kind === 'image'
        ? { output: { kind: 'flat', size: input.height * input.width }, parameters: 0 }
        : { problem: `its input is flat already (${input.size} numbers per image). Remove it.` },
  },
  dense: {
    doc: 'Each output is a weighted sum of all inputs plus a bias.',
    example: 'dense: { units: 512 }',
    aliases: ['fc', 'nn.Linear', 'fully_connected', 'fullyConnected'],
    schema: mapOf(DENSE_FIELDS),
    read: (value) => ({ type: 'dense', units: (value as { units: number }).units }),
    apply: ({ units }, input) =>
      input.kind === 'flat'
        ? { output: { kind: 'flat', size: units }, parameters: (input.size + 1) * units }
        : {
            problem:
              `it takes a list of numbers, and its input is an image of ${input.height} × ` +
              `${input.width} pixels. Put \`- flatten\` before it.`,
          },
  },
  activation: {
    doc: 'Applies a function to each number.',
    example: 'activation: relu',
    aliases: ['act', 'nonlinearity'],
    schema: orExpression(choice(...Object.keys(ACTIVATIONS))),
    read: (value) => ({ type: 'activation', activation: value as Activation }),
    apply: (_, input) => ({ output: input, parameters: 0 }),
  },
};

/** The fields of the layer types that have any. */
export const LAYER_FIELDS: { readonly [type: string]: Fields } = { dense: DENSE_FIELDS };

const TYPES = Object.keys(LAYERS) as readonly Layer['type'][];

/** One entry of `layers`: a bare name, or a map of one name. */
export const LAYER_SCHEMA: Schema = {
  title: 'a layer such as `flatten`, `dense: { units: 512 }` or `activation: relu`',
  anyOf: [
    {
      type: 'string',
      enum: TYPES.filter((type) => LAYERS[type].schema === null),
    },
    {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: Object.fromEntries(
        TYPES.flatMap((type) => {
          const { schema, doc } = LAYERS[type];
          return schema === null ? [] : [[type, { description: doc, ...schema }]];
        }),
      ),
    },
    { $ref: '#/$defs/expression' },
  ],
};

/** A valid entry of `layers` as the engine takes it. */
export function readLayer(entry: string | Readonly<Record<string, unknown>>): Layer {
  if (typeof entry === 'string') return LAYERS[entry as Layer['type']].read(undefined);
  const [type, value] = Object.entries(entry)[0]!;
  return LAYERS[type as Layer['type']].read(value);
}

/** What the layer makes of its input. */
export function applyLayer(layer: Layer, input: Shape): Step {
  // The table's types cannot say that entry and layer belong together.
  return (LAYERS[layer.type].apply as (layer: Layer, input: Shape) => Step)(layer, input);
}
