import { collect } from './collect.ts';
import { parseCondition, referencesIn } from './condition.ts';
import type { Diagnostic } from './diagnostics.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import type { Expression } from './expressions.ts';
import { nearName } from './near-name.ts';
import { TRIAL_SECTIONS, isPath } from './paths.ts';
import { VARIABLE_PATTERN } from './sections.ts';
import { diagnose, entryOf, scalarsOf, valueAt } from './tree.ts';
import type { MapEntry, ScalarNode, SpecNode } from './tree.ts';
import { ABLATE, LISTS, matrixEntries } from './variants.ts';
import { listed } from './words.ts';

/** The names that expressions can refer to in `matrix` or `vars`, and those that some do. */
interface Names {
  readonly section: 'matrix' | 'vars';
  readonly entries: readonly MapEntry[];
  /** Those of the entries, and those that only `include` has. */
  readonly names: readonly string[];
  readonly used: Set<string>;
}

/** Phase 3b: every expression stands where one can, and every variable is referred to. */
export function checkExpressions(root: SpecNode): readonly Diagnostic[] {
  const included = matrixEntries(root, 'include').flatMap(({ values }) => [...values.keys()]);
  const matrix = namesOf(root, 'matrix', included);
  const vars = namesOf(root, 'vars');
  const sections = root.kind === 'map' ? root.entries : [];
  const misplaced = collect(sections, ({ key, value }) => {
    if (key === 'steps') return checkStepNames(value, [matrix, vars]);
    const expressions = scalarsOf(value).filter((node) => hasExpression(node.value));
    return collect(expressions, (node) => checkScalar(key, node, [matrix, vars]));
  });
  return [...misplaced, ...checkUnused(matrix), ...checkUnused(vars)];
}

function namesOf(
  root: SpecNode,
  section: Names['section'],
  included: readonly string[] = [],
): Names {
  const node = entryOf(root, section)?.value;
  const entries = (node?.kind === 'map' ? node.entries : []).filter(
    ({ key }) => section === 'vars' || ![...LISTS, ABLATE].includes(key),
  );
  const names = [...entries.map(({ key }) => key), ...included].filter((name) => !isPath(name));
  return { section, entries, names: [...new Set(names)], used: new Set() };
}

/** Variables that steps name; what steps give each other is checked with the graph. */
function checkStepNames(steps: SpecNode, names: readonly Names[]): readonly Diagnostic[] {
  const entries = steps.kind === 'map' ? steps.entries : [];
  return collect(entries, ({ value }) => {
    const inputs = valueAt(value, 'with');
    const named = (inputs === undefined ? [] : scalarsOf(inputs)).flatMap((node) =>
      hasExpression(node.value)
        ? parseExpressions(node.value).map((part) => [part, node] as const)
        : [],
    );
    const when = valueAt(value, 'if');
    const parsed =
      when?.kind === 'scalar' && typeof when.value === 'string' ? parseCondition(when.value) : null;
    const asked =
      parsed !== null && 'condition' in parsed
        ? referencesIn(parsed.condition).map((part) => [part, when as ScalarNode] as const)
        : [];
    return collect([...named, ...asked], ([part, node]) =>
      typeof part !== 'string' && (part.kind === 'matrix' || part.kind === 'vars')
        ? checkName(
            part.name,
            node,
            names.find(({ section }) => section === part.kind)!,
          )
        : [],
    );
  });
}

function checkScalar(
  section: string,
  node: ScalarNode,
  names: readonly Names[],
): readonly Diagnostic[] {
  if ((TRIAL_SECTIONS as readonly string[]).includes(section)) {
    return collect(parseExpressions(String(node.value)), (part) =>
      typeof part === 'string' ? [] : checkOne(part, node, names),
    );
  }
  const where = listed(TRIAL_SECTIONS, 'and');
  const message = `An expression cannot stand in \`${section}\`, only in ${where}.`;
  return [diagnose('bad-expression', node.at, message)];
}

function checkOne(
  part: Expression,
  node: ScalarNode,
  names: readonly Names[],
): readonly Diagnostic[] {
  switch (part.kind) {
    case 'seed':
      return [];
    case 'steps': {
      const message = `\`${String(node.value)}\` can only stand in the \`with\` or \`if\` of a step.`;
      return [diagnose('bad-expression', node.at, message)];
    }
    case 'matrix':
    case 'vars':
      return checkName(
        part.name,
        node,
        names.find(({ section }) => section === part.kind)!,
      );
    case 'bad':
      return [diagnose('bad-expression', node.at, unreadable(part.text, names))];
  }
}

function checkName(name: string, node: ScalarNode, names: Names): readonly Diagnostic[] {
  const known = names.names;
  names.used.add(name);
  if (known.includes(name)) return [];
  const near = nearName(name, known);
  if (near !== undefined) names.used.add(near); // a misspelled use is one
  const owner = names.section === 'matrix' ? 'The matrix' : '`vars`';
  const hint =
    near !== undefined
      ? `Did you mean \`${near}\`?`
      : known.length > 0
        ? `It has ${listed(known, 'and')}.`
        : names.section === 'matrix'
          ? 'The spec has no `matrix` with variables.'
          : 'The spec has no `vars` with names.';
  return [diagnose('unknown-variable', node.at, `${owner} has no \`${name}\`. ${hint}`)];
}

function unreadable(text: string, names: readonly Names[]): string {
  const sentence = `\`${text}\` is no expression.`;
  for (const { section, names: known, used } of names) {
    const meant = known.find((name) => text.includes(name));
    if (meant === undefined) continue;
    used.add(meant);
    return `${sentence} Did you mean \`\${{ ${section}.${meant} }}\`?`;
  }
  return `${sentence} Write \`\${{ matrix.NAME }}\`, \`\${{ vars.NAME }}\` or \`\${{ seed }}\`.`;
}

function checkUnused({ section, entries, used }: Names): readonly Diagnostic[] {
  return entries.flatMap(({ key, keyAt }) => {
    if (used.has(key) || !new RegExp(VARIABLE_PATTERN).test(key)) return [];
    const why = section === 'matrix' ? ', so its variants would all be the same' : '';
    const message =
      `Nothing refers to \`${key}\`${why}. ` +
      `Write \`\${{ ${section}.${key} }}\` where it belongs, or remove it.`;
    return [diagnose('unused-variable', keyAt, message)];
  });
}
