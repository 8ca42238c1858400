import { stringify } from 'yaml';
import type { DescribeData } from './own-data.ts';
import { resolve } from './resolve.ts';
import { ROOT_FIELDS } from './sections.ts';
import { entryOf, toPlain } from './tree.ts';
import { fillVars } from './trial-sections.ts';
import type { SpecNode } from './tree.ts';

/** Sections that a resolved spec always has. */
const ALWAYS: ReadonlySet<string> = new Set(['seeds', 'arithmetic']);

/**
 * A valid spec as one YAML, with the defaults of its sections in place and the values of `vars`
 * filled in. It compiles to the same plan.
 */
export function resolvedYaml(root: SpecNode, describe: DescribeData): string {
  const spec = resolve(root, describe);
  const filled = fillVars(root);
  const trial = toPlain(spec.trial) as Readonly<Record<string, unknown>>;
  const given = (name: string): unknown => {
    if (Object.hasOwn(trial, name)) return trial[name];
    const node = entryOf(filled, name)?.value;
    if (node !== undefined) return toPlain(node);
    return ALWAYS.has(name) ? spec[name as 'seeds' | 'arithmetic'] : undefined;
  };
  const members = Object.keys(ROOT_FIELDS).flatMap((name) => {
    if (name === 'vars') return [];
    const value = given(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return stringify(Object.fromEntries(members), { lineWidth: 0, aliasDuplicateObjects: false });
}
