import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { diagnose, entryOf, placeOf, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';
import { count } from './words.ts';

/** Phase 3d: no seed twice, none beyond the last. */
export function checkSeeds(root: SpecNode): readonly Diagnostic[] {
  const seeds = entryOf(root, 'seeds')?.value;
  if (seeds?.kind === 'list') {
    const seen = new Map<unknown, Location>();
    return seeds.items.flatMap((item) => {
      if (item.kind !== 'scalar' || typeof item.value !== 'number') return [];
      const first = seen.get(item.value);
      if (first === undefined) {
        seen.set(item.value, item.at);
        return [];
      }
      const message = `Seed ${item.value} is given twice; the first is ${placeOf(first)}.`;
      return [diagnose('duplicate-value', item.at, message)];
    });
  }
  const howMany = valueAt(seeds, 'count');
  const from = valueAt(seeds, 'from');
  if (howMany?.kind !== 'scalar' || typeof howMany.value !== 'number') return [];
  if (from?.kind !== 'scalar' || typeof from.value !== 'number') return [];
  if (from.value > LIMITS.seed || from.value + howMany.value - 1 <= LIMITS.seed) return [];
  const last = count(from.value + howMany.value - 1);
  const message = `The last seed would be ${last}; seeds end at ${count(LIMITS.seed)}.`;
  return [diagnose('bad-value', from.at, message)];
}
