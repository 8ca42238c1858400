import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { fillTrial } from './trial-sections.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { ScalarNode, SpecNode } from './tree.ts';
import type { Assignment } from './variants.ts';
import { count } from './words.ts';

/**
 * Phase 3h: with its folds too, the study has no more trials than it can.
 *
 * @param seeds the study's seeds; `drawn` those that differ in what they fill in
 */
export function checkFolds(
  root: SpecNode,
  sections: SpecNode,
  variants: readonly Assignment[],
  { seeds, drawn }: { readonly seeds: number; readonly drawn: readonly ScalarNode[] },
): readonly Diagnostic[] {
  const without = variants.length * seeds;
  if (without > LIMITS.trials || sections.kind !== 'map') return []; // told by the matrix
  const data = { ...sections, entries: sections.entries.filter(({ key }) => key === 'data') };
  const folds = variants.flatMap((variant) =>
    drawn.map((seed) => foldsIn(fillTrial(data, variant, seed))),
  );
  const trials = (folds.reduce((sum, each) => sum + each, 0) * seeds) / drawn.length;
  if (trials <= LIMITS.trials) return [];
  const split = valueAt(root, 'data', 'split');
  const at = (entryOf(split, 'folds') ?? entryOf(root, 'data'))?.keyAt ?? root.at;
  const message =
    `With their folds, ${count(without)} ${without === 1 ? 'variant and seed' : 'variants × seeds'} ` +
    `are ${count(trials)} trials: a study has at most ${count(LIMITS.trials)}.`;
  return [diagnose('too-many-trials', at, message)];
}

function foldsIn(sections: SpecNode): number {
  const folds = valueAt(sections, 'data', 'split', 'folds');
  const given = folds?.kind === 'scalar' ? folds.value : 1;
  return typeof given === 'number' && given >= 1 && given <= LIMITS.trials ? given : 1;
}
