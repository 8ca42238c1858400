import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../environment/package.ts';
import { parse } from './parse.ts';
import { entryOf } from './tree.ts';
import type { MapNode } from './tree.ts';

let steps: MapNode | undefined;

/** The steps of a study that names none: specs/standard-steps.yaml of the package. */
export function standardSteps(): MapNode {
  if (steps !== undefined) return steps;
  const file = join(packageRoot, 'specs', 'standard-steps.yaml');
  const parsed = parse(readFileSync(file), file);
  if (parsed.root === null) throw new Error(`${file}: ${parsed.diagnostics[0]?.message}`);
  steps = entryOf(parsed.root, 'steps')!.value as MapNode; // our own file
  return steps;
}
