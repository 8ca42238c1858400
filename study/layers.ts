import { ACTIVATIONS, ACTIVATION_SCHEMA } from './activations.ts';
import { atMost, mapOf, orExpression, text, wholeNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { IMAGE_LAYERS } from './image-layers.ts';
import { INITIALIZERS } from './initializers.ts';
import { isBare, readKind, withoutDefaults } from './kinds.ts';
import type { LayerType, Step } from './layer-type.ts';
import { LIMITS } from './limits.ts';
import { REGULARISING_LAYERS } from './regularising-layers.ts';
import { describeShape, sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';
import type { Activation, Layer } from './spec.ts';
import { WEIGHT_FIELDS } from './weight-fields.ts';

export const LAYERS: { readonly [T in Layer['type']]: LayerType<Extract<Layer, { type: T }>> } = {
  standardise: {
    doc: 'Each input less its mean, divided by its standard deviation.',
    example: 'standardise',
    aliases: [],
    fields: {},
    apply: (_, input) => ({ output: input, parameters: 0 }),
  },
  scale: {
    doc: 'Each input less its smallest value, divided by the distance to its largest.',
    example: 'scale',
    aliases: [],
    fields: {},
    apply: (_, input) => ({ output: input, parameters: 0 }),
  },
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
      ...WEIGHT_FIELDS,
    },
    apply: ({ units, useBias = true }, input) =>
      input.length === 1
        ? { output: [units], parameters: (input[0]! + (useBias ? 1 : 0)) * units }
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
    apply: ({ activation }, input) => ({
      output: input,
      parameters: activation === 'prelu' ? 1 : 0,
    }),
  },
  ...IMAGE_LAYERS,
  ...REGULARISING_LAYERS,
};

/** What any layer may have besides its type. */
export const LAYER_FIELDS: Fields = {
  name: {
    schema: {
      title: 'a name of letters, digits, `_` and `-` that begins with a letter',
      ...text(LIMITS.nameLength),
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
    },
    doc: 'A name of your own for the layer, which no other has.',
    otherwise: 'none',
    aliases: ['id', 'label'],
  },
};

/** Layers that a spec can have in its list; `data.standardise` and `data.scale` put the others before them. */
export const TYPES = (Object.keys(LAYERS) as readonly Layer['type'][]).filter(
  (type) => type !== 'standardise' && type !== 'scale',
);

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
      { minProperties: 1, ...atMost(2) },
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
  return (TYPES as readonly string[]).includes(key) || Object.hasOwn(LAYER_FIELDS, key);
}

/** A valid entry of `layers` as the engine takes it. */
export function readLayer(entry: string | Readonly<Record<string, unknown>>): Layer {
  if (typeof entry === 'string') return readKind(LAYERS, entry) as Layer;
  const [type] = typesIn(Object.keys(entry));
  const { name } = entry;
  const named = name === undefined ? {} : { name: name as string };
  if (type !== 'activation') {
    const layer = readKind(LAYERS, { [type!]: entry[type!] });
    return { ...(withInitializers(layer) as Layer), ...named };
  }
  const { type: activation, ...fields } = readKind(ACTIVATIONS, entry[type]);
  return { type, ...({ activation, ...fields } as Activation), ...named };
}

/** The layer with its initialisers read as kinds. */
function withInitializers(layer: object): object {
  const read = Object.entries(layer).map(([field, value]) => [
    field,
    /^(kernel|bias)Initializer$/.test(field) ? readKind(INITIALIZERS, value) : (value as unknown),
  ]);
  return Object.fromEntries(read) as object;
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

/** What each layer makes of what the one before it gives; ends with the first that cannot. */
export function applyLayers(layers: readonly Layer[], input: Shape): readonly Step[] {
  const steps: Step[] = [];
  let shape = input;
  for (const layer of layers) {
    const step = applyLayer(layer, shape);
    steps.push(step);
    if ('problem' in step) break;
    shape = step.output;
  }
  return steps;
}
