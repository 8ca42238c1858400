import { checkAssignment } from './check-assignment.ts';
import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { findField, isPath } from './paths.ts';
import type { Path } from './paths.ts';
import { MATRIX_PATTERN } from './matrix-fields.ts';
import { diagnose, entryOf, placeOf } from './tree.ts';
import type { Location, ScalarNode, SpecNode } from './tree.ts';
import { trialSections, variablesIn } from './trial-sections.ts';
import { ABLATE, combinationsOf, fits, matrixEntries } from './variants.ts';
import type { Assignment, MatrixVariable } from './variants.ts';
import { count, pathText } from './words.ts';

/**
 * Phase 3c: no value of the matrix twice, paths that name fields, entries of `include` and
 * `exclude` that change something, and no more trials than a study can have.
 *
 * @param variants null when there are too many
 */
export function checkMatrix(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[] | null,
): readonly Diagnostic[] {
  const found = [
    ...variables.flatMap(checkDuplicates),
    ...checkPaths(root, variables, variants ?? []),
    ...checkTrialCount(root, variables, variants),
  ];
  if (variants === null) return found;
  return [
    ...found,
    ...checkExclude(root, variables, variants),
    ...checkInclude(root, variables, variants),
    ...checkPresent(root, variants),
    ...checkLength(root, variants),
  ];
}

function checkDuplicates({ place, values }: MatrixVariable): readonly Diagnostic[] {
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
        `\`${String(value.value)}\` ${how} in \`${place}\`; the first is ${placeOf(first.at)}.`,
      ),
    ];
  });
}

/** Each path names a field, and no two of a variant the same one, or one within the other. */
function checkPaths(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const names = new Map(variables.map(({ name, at }) => [name, at]));
  for (const [name, at] of includedNames(root)) if (!names.has(name)) names.set(name, at);
  const sections = trialSections(root);
  const fields: { readonly name: string; readonly path: Path }[] = [];
  return [...names].flatMap(([name, at]) => {
    if (!isPath(name) || !WELL_FORMED.test(name)) return [];
    const field = findField(sections, name);
    if ('problem' in field) return [diagnose('unknown-field', at, field.problem)];
    const clash = fields.find(({ path }) => overlap(path, field.path));
    fields.push({ name, path: field.path });
    if (clash === undefined) return [];
    const together = variants.some((variant) => variant.has(name) && variant.has(clash.name));
    if (!together) return [];
    const message = `\`${name}\` and \`${clash.name}\` both set \`${pathText(field.path)}\`. Remove one.`;
    return [diagnose('duplicate-value', at, message)];
  });
}

const WELL_FORMED = new RegExp(MATRIX_PATTERN);

function includedNames(root: SpecNode): readonly (readonly [string, Location])[] {
  const list = entryOf(entryOf(root, 'matrix')?.value, 'include')?.value;
  return (list?.kind === 'list' ? list.items : []).flatMap((item) =>
    item.kind === 'map' ? item.entries.map(({ key, keyAt }) => [key, keyAt] as const) : [],
  );
}

function overlap(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((step, i) => step === b[i]);
}

function checkExclude(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const list = entryOf(entryOf(root, 'matrix')?.value, 'exclude');
  if (list?.value.kind !== 'list') return [];
  const all = combinationsOf(variables) ?? [];
  let left = all;
  const entries = matrixEntries(root, 'exclude');
  const found = collect(list.value.items, (item) => {
    const wrong = checkAssignment(item, variables, 'unknown-variable');
    if (wrong.length > 0 || item.kind !== 'map') return wrong;
    const entry = entries.find(({ at }) => at === item.at);
    if (entry === undefined || entry.values.size < item.entries.length) return [];
    const before = left.length;
    left = left.filter((variant) => !fits(variant, entry.values));
    if (left.length < before) return [];
    const message = 'This excludes nothing that the entries before it have left. Remove it.';
    return [diagnose('duplicate-value', item.at, message)];
  });
  if (found.length > 0 || variants.length > 0) return found;
  const message = 'This excludes every combination, so there is nothing to train.';
  return [diagnose('bad-value', list.keyAt, message)];
}

/** Each entry adds something, and no two variants have the same names and values. */
function checkInclude(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const names = new Set(variables.map(({ name }) => name));
  const useless = matrixEntries(root, 'include').flatMap(({ at, values }) => {
    if (values.size === 0 || [...values.keys()].some((name) => !names.has(name))) return [];
    const there = variants.find((variant) => fits(variant, values));
    if (there === undefined || [...values].some(([name, node]) => there.get(name) === node)) {
      return [];
    }
    const message = 'This adds nothing: there is such a combination already. Remove it.';
    return [diagnose('duplicate-value', at, message)];
  });
  const seen = new Set<string>();
  const twice = variants.flatMap((variant) => {
    const text = JSON.stringify([...variant].map(([name, { value }]) => [name, String(value)]));
    const [first] = variant.values();
    if (!seen.has(text) || first === undefined) {
      seen.add(text);
      return [];
    }
    const message = 'This combination looks the same as another one.';
    return [diagnose('duplicate-value', first.at, message)];
  });
  // Values that are there twice, which are told by themselves, make combinations twice.
  const told = useless.length > 0 || variables.some((each) => checkDuplicates(each).length > 0);
  return told ? useless : twice;
}

/** What an expression needs, every variant has. */
function checkPresent(root: SpecNode, variants: readonly Assignment[]): readonly Diagnostic[] {
  const needed = [...variablesIn(trialSections(root))];
  const told = new Set<string>();
  return collect(variants, (variant) =>
    needed.flatMap(([name, expression]) => {
      if (variant.has(name) || told.has(name)) return [];
      if (!variants.some((other) => other.has(name))) return []; // no variable at all
      told.add(name);
      const at = [...variant.values()][0]?.at ?? entryOf(root, 'matrix')!.keyAt;
      const message =
        `The combination that has this lacks \`${name}\`, and \`${String(expression.value)}\` ` +
        `${placeOf(expression.at)} needs it. Give it a value under \`include\`.`;
      return [diagnose('missing-field', at, message)];
    }),
  );
}

/** Counts the longest variant, as `activation=relu, units=512`. */
function checkLength(root: SpecNode, variants: readonly Assignment[]): readonly Diagnostic[] {
  const lengths = variants.map((variant) =>
    [...variant].reduce(
      (sum, [name, { value }]) => sum + name.length + String(value).length + 3,
      -2,
    ),
  );
  const length = lengths.reduce((most, each) => Math.max(most, each), 0);
  if (length <= LIMITS.variantLength) return [];
  const message =
    `The names and values of one variant have ${count(length)} characters, the most is ` +
    `${LIMITS.variantLength}. Give the variables shorter names, or write what never varies into the fields.`;
  const at = (entryOf(root, 'matrix') ?? entryOf(root, ABLATE))!.keyAt;
  return [diagnose('too-large', at, message)];
}

function checkTrialCount(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  expanded: readonly Assignment[] | null,
): readonly Diagnostic[] {
  const product = variables.reduce((before, { values }) => before * values.length, 1);
  const variants = expanded?.length ?? product;
  const seeds = seedCount(root);
  if (variants * seeds <= LIMITS.trials) return [];
  const section = ['matrix', ABLATE, 'seeds'].find((name) => entryOf(root, name) !== undefined);
  const at = section === undefined ? root.at : entryOf(root, section)!.keyAt;
  const total = variants * seeds;
  const trials = Number.isSafeInteger(total) ? count(total) : 'more than can be counted';
  const message =
    `${plural(variants, 'variant')} × ${plural(seeds, 'seed')} are ${trials}: ` +
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
