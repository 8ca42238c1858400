import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../environment/package.ts';
import { parse } from './parse.ts';
import { entryOf } from './tree.ts';
import type { SpecNode } from './tree.ts';

let steps: SpecNode | undefined;

/** The steps of a study that names none: specs/standard-steps.yaml of the package. */
export function standardSteps(): SpecNode {
  if (steps !== undefined) return steps;
  const file = join(packageRoot, 'specs', 'standard-steps.yaml');
  const parsed = parse(readFileSync(file), file);
  if (parsed.root === null) throw new Error(`${file}: ${parsed.diagnostics[0]?.message}`);
  steps = entryOf(parsed.root, 'steps')!.value;
  return steps;
}
