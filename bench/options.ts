import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stateDir } from '../environment/paths.ts';

export interface BenchOptions {
  /** Where the figures are written as JSON. */
  readonly out: string;
  /** Runs the whole study and its peer for all 50 epochs, and the long trial for 2,000. */
  readonly full: boolean;
}

export const USAGE = `npm run bench -- [--out FILE] [--full]

Measures Epochal's speed and memory on this machine, in about 4 minutes.
  --out FILE  where the figures are written (default .epochal/bench-results.json)
  --full      the whole study for 50 epochs instead of 5, the long trial for 2000 instead of
              600: about 17 minutes
EPOCHAL_BENCH_PYTHON names a Python that has PyTorch, to compare with.
`;

/** @throws TypeError for an option that there is not. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      full: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const out = values.out ?? join(stateDir(), 'bench-results.json');
  return { out: resolve(out), full: values.full };
}
