import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { diagnose, entryOf, placeOf } from './tree.ts';
import type { ScalarNode, SpecNode } from './tree.ts';
import type { MatrixVariable } from './variants.ts';
import { count } from './words.ts';

/** Phase 3c: no value of the matrix twice, and no more trials than a study can have. */
export function checkMatrix(
  root: SpecNode,
  variables: readonly MatrixVariable[],
): readonly Diagnostic[] {
  return [
    ...variables.flatMap(checkDuplicates),
    ...checkTrialCount(root, variables),
    ...checkLength(root, variables),
  ];
}

function checkDuplicates({ name, values }: MatrixVariable): readonly Diagnostic[] {
  const seen = new Map<string, ScalarNode>();
  return values.flatMap((value) => {
    const first = seen.get(String(value.value)); // as results and commands show it: 1 and "1" are one
    if (first === undefined) {
      seen.set(String(value.value), value);
      return [];
    }
    const how = first.value === value.value ? 'is given twice' : 'looks the same as another value';
    return [
      diagnose(
        'duplicate-value',
        value.at,
        `\`${String(value.value)}\` ${how} in \`matrix.${name}\`; the first is ${placeOf(first.at)}.`,
      ),
    ];
  });
}

/** Counts the longest variant, as `activation=relu, units=512`. */
function checkLength(root: SpecNode, variables: readonly MatrixVariable[]): readonly Diagnostic[] {
  const parts = variables.map(
    ({ name, values }) =>
      name.length + 1 + Math.max(...values.map(({ value }) => String(value).length)),
  );
  const length = parts.reduce((sum, part) => sum + part + 2, -2);
  if (length <= LIMITS.variantLength) return [];
  const message =
    `The names and values of one variant have ${count(length)} characters, the most is ` +
    `${LIMITS.variantLength}. Give the variables shorter names, or write what never varies into the fields.`;
  return [diagnose('too-large', entryOf(root, 'matrix')!.keyAt, message)];
}

function checkTrialCount(
  root: SpecNode,
  variables: readonly MatrixVariable[],
): readonly Diagnostic[] {
  const variants = variables.reduce((product, { values }) => product * values.length, 1);
  const seeds = seedCount(root);
  if (variants * seeds <= LIMITS.trials) return [];
  const at = (entryOf(root, 'matrix') ?? entryOf(root, 'seeds'))?.keyAt ?? root.at;
  const total = variants * seeds;
  const product = Number.isSafeInteger(total) ? count(total) : 'more than can be counted';
  const message =
    `${plural(variants, 'variant')} × ${plural(seeds, 'seed')} are ${product}: ` +
    `a study has at most ${count(LIMITS.trials)} trials.`;
  return [diagnose('too-many-trials', at, message)];
}

function plural(number: number, noun: string): string {
  const shown = Number.isSafeInteger(number) ? count(number) : 'countless';
  return `${shown} ${noun}${number === 1 ? '' : 's'}`;
}

function seedCount(root: SpecNode): number {
  const seeds = entryOf(root, 'seeds')?.value;
  if (seeds?.kind === 'list') return Math.max(1, seeds.items.length);
  const given = entryOf(seeds, 'count')?.value;
  const value = given?.kind === 'scalar' ? given.value : 1;
  return typeof value === 'number' && value >= 1 && value <= LIMITS.trials ? value : 1;
}
