import type { Diagnostic } from './diagnostics.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import type { Expression } from './expressions.ts';
import { LIMITS } from './limits.ts';
import { nearName } from './near-name.ts';
import { diagnose, entryOf, scalarsOf } from './tree.ts';
import type { ScalarNode, SpecNode } from './tree.ts';
import { TRIAL_SECTIONS } from './variants.ts';
import { listed } from './words.ts';

/** Phase 3b: every expression stands where one can, and every matrix variable is referred to. */
export function checkExpressions(root: SpecNode): readonly Diagnostic[] {
  const matrix = entryOf(root, 'matrix')?.value;
  const variables = matrix?.kind === 'map' ? matrix.entries : [];
  const names = variables.map(({ key }) => key);
  const used = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { key, value } of root.kind === 'map' ? root.entries : []) {
    if (key === 'steps') continue; // its references are checked with the graph
    for (const node of scalarsOf(value)) {
      if (!hasExpression(node.value)) continue;
      if ((TRIAL_SECTIONS as readonly string[]).includes(key)) {
        for (const part of parseExpressions(node.value)) {
          if (typeof part === 'string') continue;
          if (diagnostics.length >= LIMITS.errors) break;
          diagnostics.push(...checkOne(part, node, names, used));
        }
      } else {
        const where = listed(TRIAL_SECTIONS, 'and');
        const message = `An expression cannot stand in \`${key}\`, only in ${where}.`;
        diagnostics.push(diagnose('bad-expression', node.at, message));
      }
    }
  }
  for (const { key, keyAt } of variables) {
    if (used.has(key) || !/^[A-Za-z][A-Za-z0-9_]*$/.test(key)) continue;
    const message =
      `Nothing refers to \`${key}\`, so its variants would all be the same. ` +
      `Write \`\${{ matrix.${key} }}\` where it belongs, or remove it.`;
    diagnostics.push(diagnose('unused-variable', keyAt, message));
  }
  return diagnostics;
}

function checkOne(
  part: Expression,
  node: ScalarNode,
  names: readonly string[],
  used: Set<string>,
): readonly Diagnostic[] {
  if (part.kind === 'matrix') {
    used.add(part.name);
    if (names.includes(part.name)) return [];
    const near = nearName(part.name, names);
    if (near !== undefined) used.add(near); // a misspelled use is one
    return [diagnose('unknown-variable', node.at, unknown(part.name, near, names))];
  }
  if (part.kind === 'steps') {
    const message = `\`${String(node.value)}\` can only stand in the \`with\` of a step.`;
    return [diagnose('bad-expression', node.at, message)];
  }
  const meant = names.find((name) => part.text.includes(name));
  if (meant !== undefined) used.add(meant);
  const hint =
    meant !== undefined
      ? `Did you mean \`\${{ matrix.${meant} }}\`?`
      : /^\$\{\{\s*(seed|vars)\b/.test(part.text)
        ? 'This version of Epochal has only `${{ matrix.NAME }}`.'
        : 'Write `${{ matrix.NAME }}`.';
  return [diagnose('bad-expression', node.at, `\`${part.text}\` is no expression. ${hint}`)];
}

function unknown(name: string, near: string | undefined, names: readonly string[]): string {
  const known =
    near !== undefined
      ? `Did you mean \`${near}\`?`
      : names.length === 0
        ? 'The spec has no `matrix` with variables.'
        : `It has ${listed(names, 'and')}.`;
  return `The matrix has no \`${name}\`. ${known}`;
}
