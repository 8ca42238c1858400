import { variantLabel } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import type { Variant } from '../study/spec.ts';
import { differenceText } from './compare/difference-text.ts';
import { specDifferences } from './compare/spec-differences.ts';

const MOST_LINES = 12;

/** Where two plans differ, a line each: `training.batchSize: 128 → 64`. */
export function planDifferences(running: Plan, asked: Plan): string[] {
  const { inKeys, notInKeys, variants } = specDifferences(running, asked);
  const named = (list: readonly Variant[], word: string): string[] =>
    list.map((variant) => `variant ${variantLabel(variant)}: ${word}`);
  const lines = [
    ...[...inKeys, ...notInKeys].map(differenceText),
    ...named(variants.onlyA, 'left out'),
    ...named(variants.onlyB, 'added'),
  ];
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}
