import type { Layer, Randomness } from './spec.ts';
import { entryOf, valueAt, withEntry } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { ABLATE, NONE } from './variants.ts';
import type { Assignment } from './variants.ts';

/** The name of the layer that the variant leaves out. */
export function ablatedIn(variant: Assignment): string | undefined {
  const value = variant.get(ABLATE)?.value;
  return typeof value === 'string' && value !== NONE ? value : undefined;
}

/** A trial's sections without the layer that the variant leaves out. */
export function withoutAblated(sections: SpecNode, variant: Assignment): SpecNode {
  const name = ablatedIn(variant);
  const list = valueAt(sections, 'model', 'layers');
  if (name === undefined || list?.kind !== 'list') return sections;
  const items = list.items.filter((item) => {
    const own = entryOf(item, 'name')?.value;
    return own?.kind !== 'scalar' || own.value !== name;
  });
  const model = withEntry(valueAt(sections, 'model')!, 'layers', () => ({ ...list, items }));
  return withEntry(sections, 'model', () => model);
}

/**
 * The layers without the named one. The others keep the numbers, and with them the random streams,
 * that they have among their types in the whole model; torch's one generator knows no numbers.
 */
export function leaveOut(
  layers: readonly Layer[],
  name: string,
  randomness: Randomness,
): readonly Layer[] {
  const numbers = new Map<string, number>();
  const counted = new Map<string, number>();
  return layers.flatMap((layer) => {
    const number = numbers.get(layer.type) ?? 0;
    numbers.set(layer.type, number + 1);
    if (layer.name === name) return [];
    const byCounting = counted.get(layer.type) ?? 0;
    counted.set(layer.type, number + 1);
    const kept = number === byCounting || randomness === 'torch';
    return [kept ? layer : { ...layer, ordinal: number }];
  });
}
