import { ACTIVATIONS, ACTIVATION_SCHEMA } from './activations.ts';
import { mapOf, orExpression, text, wholeNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { isBare, readKind, withoutDefaults } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { LIMITS } from './limits.ts';
import type { Activation, Layer } from './spec.ts';
import { count } from './words.ts';

/** The shape of one sample between two layers: [height, width, channels], or [numbers]. */
export type Shape = readonly number[];

/** What a layer makes of its input's shape, or a sentence that says why it cannot. */
export type Step =
  { readonly output: Shape; readonly parameters: number } | { readonly problem: string };

/** All there is to know about a type of layer. */
interface LayerType<T extends Layer> extends Kind {
  readonly apply: (layer: T, input: Shape) => Step;
}

export const LAYERS: { readonly [T in Layer['type']]: LayerType<Extract<Layer, { type: T }>> } = {
  flatten: {
    doc: 'Puts an image’s rows after each other: 28 × 28 pixels become 784 numbers.',
    example: 'flatten',
    aliases: ['nn.Flatten', 'reshape', 'view'],
    fields: {},
    apply: (_, input) =>
      input.length > 1
        ? { output: [sizeOf(input)], parameters: 0 }
        : { problem: `its input is flat already (${input[0]} numbers per image). Remove it.` },
  },
  dense: {
    doc: 'Each output is a weighted sum of all inputs plus a bias.',
    example: 'dense: { units: 512 }',
    aliases: ['fc', 'nn.Linear', 'fully_connected', 'fullyConnected'],
    fields: {
      units: {
        schema: orExpression(wholeNumber(1, LIMITS.units)),
        doc: 'How many numbers the layer gives per image.',
        required: true,
        aliases: ['out_features', 'features', 'output_dim', 'size', 'neurons', 'hidden', 'width'],
      },
    },
    apply: ({ units }, input) =>
      input.length === 1
        ? { output: [units], parameters: (input[0]! + 1) * units }
        : {
            problem:
              `it takes a list of numbers, and its input is an image of ${describeShape(input)}. ` +
              'Put `- flatten` before it.',
          },
  },
  activation: {
    doc: 'Applies a function to each number.',
    example: 'activation: relu',
    aliases: ['act', 'nonlinearity'],
    fields: {}, // its value is one of ACTIVATIONS, not a map of fields
    apply: (_, input) => ({ output: input, parameters: 0 }),
  },
};

/** What any layer may have besides its type. */
export const LAYER_FIELDS: Fields = {
  name: {
    schema: {
      title: 'a name of letters, digits, `_` and `-` that begins with a letter',
      ...text(LIMITS.nameLength),
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
    },
    doc: 'A name of your own for the layer.',
    aliases: ['id', 'label'],
  },
};

const TYPES = Object.keys(LAYERS) as readonly Layer['type'][];

/** Layers that are written as a bare name when they have no other. */
export const BARE_LAYERS = TYPES.filter((type) => type !== 'activation' && isBare(LAYERS[type]));

/** One entry of `layers`: a bare name, or a map of one type, and perhaps a name. */
export const LAYER_SCHEMA: Schema = {
  title: 'a layer such as `flatten`, `dense: { units: 512 }` or `activation: relu`',
  anyOf: [
    { type: 'string', enum: BARE_LAYERS },
    mapOf(
      {
        ...LAYER_FIELDS,
        ...Object.fromEntries(
          TYPES.map((type) => {
            const { doc, fields } = LAYERS[type];
            return [
              type,
              { doc, schema: type === 'activation' ? ACTIVATION_SCHEMA : mapOf(fields) },
            ];
          }),
        ),
      },
      { minProperties: 1, maxProperties: 2 },
    ),
    { $ref: '#/$defs/expression' },
  ],
};

/** The types of layer that an entry of `layers` names; a valid one has one. */
export function typesIn(keys: readonly string[]): readonly Layer['type'][] {
  return TYPES.filter((type) => keys.includes(type));
}

/** Whether an entry of `layers` may have this key. */
export function isLayerKey(key: string): boolean {
  return Object.hasOwn(LAYERS, key) || Object.hasOwn(LAYER_FIELDS, key);
}

/** A valid entry of `layers` as the engine takes it. */
export function readLayer(entry: string | Readonly<Record<string, unknown>>): Layer {
  if (typeof entry === 'string') return readKind(LAYERS, entry) as Layer;
  const [type] = typesIn(Object.keys(entry));
  const { name } = entry;
  const named = name === undefined ? {} : { name: name as string };
  if (type !== 'activation') {
    return { ...(readKind(LAYERS, { [type!]: entry[type!] }) as Layer), ...named };
  }
  const { type: activation, ...fields } = readKind(ACTIVATIONS, entry[type]);
  return { type, ...({ activation, ...fields } as Activation), ...named };
}

/** A layer as keys hold it: without its name, with a number of its own, and without what is at its default. */
export function layerForKey(layer: Layer): object {
  const { name: _name, ...unnamed } = layer;
  if (unnamed.type !== 'activation') return withoutDefaults(LAYERS, unnamed);
  const { type, activation, ...fields } = unnamed;
  const { type: _type, ...rest } = withoutDefaults(ACTIVATIONS, { type: activation, ...fields });
  return { type, activation, ...rest };
}

/** What the layer makes of its input. */
export function applyLayer(layer: Layer, input: Shape): Step {
  // The table's types cannot say that entry and layer belong together.
  return (LAYERS[layer.type].apply as (layer: Layer, input: Shape) => Step)(layer, input);
}

/** `28 × 28 pixels`, `14 × 14 pixels in 32 channels`, `784 numbers`. */
export function describeShape(shape: Shape): string {
  const [height, width, channels] = shape;
  if (shape.length === 1) return `${count(height!)} numbers`;
  const pixels = `${height} × ${width} pixels`;
  return channels === 1 ? pixels : `${pixels} in ${channels} channels`;
}

/** How many numbers a sample of this shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}
