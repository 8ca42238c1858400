import { stringify } from 'yaml';
import { variantLabel } from '../../study/labels.ts';
import { cut, visible } from '../../study/readable.ts';
import { pathText } from '../../study/words.ts';
import type { Difference } from './differences.ts';
import type { SpecDifference } from './spec-differences.ts';

const VALUE_LENGTH = 300;
const MOST_LISTED = 6;

/** A difference in a line: `training.batchSize: 128 → 64`, and of which variants, where of some. */
export function differenceText({ path, variants, ...values }: SpecDifference): string {
  const of = variants === undefined ? '' : ` (${someOf(variants.map(variantLabel))})`;
  return `${visible(pathText(path))}: ${sideText(values, 'a')} → ${sideText(values, 'b')}${of}`;
}

/** The first of many, and how many more there are. */
export function someOf(items: readonly string[]): string {
  const shown = items.slice(0, MOST_LISTED).map(visible).join('; ');
  return items.length <= MOST_LISTED ? shown : `${shown}; ${items.length - MOST_LISTED} more`;
}

function sideText(values: Omit<Difference, 'path'>, side: 'a' | 'b'): string {
  return side in values ? valueText(values[side]) : 'not set';
}

/** A value as a spec would write it, on one line. */
function valueText(value: unknown): string {
  const written = stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    blockQuote: false,
    lineWidth: 0,
    sortMapEntries: ({ key: x }, { key: y }) => (rank(x) < rank(y) ? -1 : 1),
  });
  return cut(visible(written.trimEnd()), VALUE_LENGTH);
}

/** The kind of a thing comes before its fields: a plan from the store has lost their order. */
function rank(key: unknown): string {
  return String(key) === 'type' ? '' : String(key);
}
