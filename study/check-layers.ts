import type { Diagnostic } from './diagnostics.ts';
import { DEFAULTS } from './defaults.ts';
import type { Initializer, Layer } from './spec.ts';
import { diagnose, entryOf, placeOf, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';

/** A layer of a trial, with its place in the spec. */
export interface PlacedLayer {
  readonly layer: Layer;
  readonly node: SpecNode;
  /** Where it says its type. */
  readonly at: Location;
}

/** What is wrong with layers besides their shapes: names given twice, draws that PyTorch's order has not. */
export function checkLayers(
  sections: SpecNode,
  layers: readonly PlacedLayer[],
): readonly Diagnostic[] {
  const randomness = valueAt(sections, 'randomness');
  const isTorch =
    (randomness?.kind === 'scalar' ? randomness.value : DEFAULTS.randomness) === 'torch';
  return [...checkNames(layers), ...(isTorch ? layers.flatMap(checkDraws) : [])];
}

function checkNames(layers: readonly PlacedLayer[]): readonly Diagnostic[] {
  const first = new Map<string, Location>();
  return layers.flatMap(({ layer: { name }, node }) => {
    if (name === undefined) return [];
    const { at } = entryOf(node, 'name')!.value;
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, at);
      return [];
    }
    const message = `Two layers are called \`${name}\`; the first is ${placeOf(before)}.`;
    return [diagnose('duplicate-value', at, message)];
  });
}

function checkDraws({ layer, node, at }: PlacedLayer): readonly Diagnostic[] {
  if (layer.type === 'dropout') {
    const message =
      '`dropout` draws anew in each step, and PyTorch’s draws depend on all that was drawn before. ' +
      'Take `randomness: paired`.';
    return [diagnose('randomness', at, message)];
  }
  const fields = ['kernelInitializer', 'biasInitializer'] as const;
  return fields.flatMap((field) => {
    const initializer = (layer as { readonly [F in typeof field]?: Initializer })[field];
    if (initializer === undefined || !initializer.type.endsWith('Normal')) return [];
    const message =
      `\`${initializer.type}\` draws normal numbers, and PyTorch’s are not repeated here. ` +
      'Take `randomness: paired`, or a uniform or constant initializer.';
    return [
      diagnose('randomness', entryOf(valueAt(node, layer.type), field)?.value.at ?? at, message),
    ];
  });
}
