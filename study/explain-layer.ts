import { ACTIVATIONS } from './activations.ts';
import { LAYERS, TYPES, typesIn } from './layers.ts';
import { plainName } from './near-name.ts';
import { suggestValue } from './vocabulary.ts';
import type { SpecNode } from './tree.ts';
import { describeValue, listed } from './words.ts';

/**
 * What is wrong with an entry of `layers`: a name that is no layer, or an entry of another form.
 * Undefined for a name that only the general rules can help.
 */
export function explainLayer(given: string | SpecNode): string | undefined {
  if (typeof given !== 'string') {
    if (given.kind === 'scalar' && typeof given.value === 'string') return explainName(given.value);
    if (given.kind === 'map' && typesIn(given.entries.map(({ key }) => key)).length > 1) {
      return 'This holds several layers. Begin each with a `-` of its own.';
    }
    const one = given.kind === 'map' && given.entries.length > 0 ? 'a name alone' : undefined;
    return `A layer is ${FORMS}, not ${one ?? describeValue(given)}.`;
  }
  if (plainName(given) === 'linear') {
    return `\`${given}\` is no layer. PyTorch’s Linear is \`- dense: { units: … }\` here.`;
  }
  return activationHint(given);
}

/** What to do with a field that layers have elsewhere and not here. */
export function layerFieldHint(given: string): string | undefined {
  const plain = plainName(given);
  if (plain === 'activation') {
    return 'An activation is a layer of its own: write `- activation: relu` after this one.';
  }
  return INFERRED.has(plain) ? 'It follows from the layer before. Leave it out.' : undefined;
}

const INFERRED: ReadonlySet<string> = new Set(
  [
    'in_features',
    'in_channels',
    'num_features',
    'normalized_shape',
    'input_shape',
    'input_dim',
  ].map(plainName),
);

const FORMS = 'written like `flatten`, `dense: { units: 512 }` or `activation: relu`';

function explainName(name: string): string {
  const found = suggestValue(name, TYPES);
  if (plainName(name) === 'linear') {
    return `\`${name}\` could mean two layers: \`- dense: { units: … }\` or \`- activation: linear\`.`;
  }
  const activation = activationHint(name);
  if (activation !== undefined) return activation;
  if (found?.kind === 'near' || found?.kind === 'alias') {
    const { example } = LAYERS[found.name as keyof typeof LAYERS];
    if (name === found.name) return `\`${name}\` needs to be told more. Write \`- ${example}\`.`;
    return `\`${name}\` is no layer. Did you mean \`- ${example}\`?`;
  }
  const none = found?.kind === 'not-yet' ? ' This version of Epochal has none.' : '';
  return `\`${name}\` is no layer.${none} The layers are ${listed(TYPES, 'and')}.`;
}

function activationHint(name: string): string | undefined {
  if (plainName(name) === 'softmax') {
    return '`softmax` is part of the loss `crossEntropy`. Leave the layer out.';
  }
  const found = suggestValue(name, Object.keys(ACTIVATIONS));
  const exact = Object.entries(ACTIVATIONS).some(([own, { aliases }]) =>
    [own, ...aliases].some((alias) => plainName(alias) === plainName(name)),
  );
  if (!exact || found === undefined || !('name' in found)) return undefined;
  return `\`${name}\` is no layer but an activation. Write \`- activation: ${found.name}\`.`;
}
