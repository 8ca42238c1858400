import { median } from '../statistics/median.ts';
import type { Workspace } from './workspace.ts';

const RUNS = 7;

/** Median seconds that `epochal --help` takes from its start to its end. */
export async function measureHelp(workspace: Workspace): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1)
    seconds.push((await workspace.epochal(['--help'])).seconds);
  return median(seconds);
}
