import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../environment/command.ts';
import { isolatedEnvironment } from '../environment/isolated.ts';
import { distFile } from '../environment/package.ts';
import type { Provenance, Results } from '../study/results.ts';

/** A working folder of its own that studies run in, with what the probe read there. */
export interface Workspace {
  readonly folder: string;
  readonly readings: string;
  /** Runs `epochal`; gives what it printed and how long it took, its start included. */
  epochal(args: readonly string[], options?: EpochalOptions): Promise<Ran>;
  results(study: string): Promise<{ results: Results; provenance: Provenance }>;
}

export interface EpochalOptions {
  readonly slots?: number;
  /** Keeps garbage small in all processes, so that their memory tells what they hold. */
  readonly collect?: boolean;
  readonly onLine?: (line: string) => void;
}

export interface Ran {
  readonly output: string;
  readonly seconds: number;
}

/**
 * Gives `work` a fresh working folder under the temporary one; afterwards, whatever happened, stops
 * what still runs there and removes it.
 */
export async function inWorkspace<T>(
  signal: AbortSignal,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'epochal-bench-'));
  const folder = join(root, 'folder');
  const readings = join(root, 'readings');
  await mkdir(folder);
  await mkdir(readings);
  const env = environment(readings);
  const epochal = async (args: readonly string[], options: EpochalOptions = {}): Promise<Ran> => {
    const began = performance.now();
    const output = await runCommand(process.execPath, [distFile('cli/main.js'), ...args], {
      cwd: folder,
      env: {
        ...env,
        EPOCHAL_SLOTS: options.slots?.toString(),
        ...(options.collect && {
          EPOCHAL_BENCH_COLLECT: '1',
          // New objects' space of V8 grows by tens of megabytes at some moment, and shrinks again.
          NODE_OPTIONS: `${env['NODE_OPTIONS']} --max-semi-space-size=1`,
        }),
      },
      signal,
      ...(options.onLine && { onLine: options.onLine }),
    });
    return { output, seconds: (performance.now() - began) / 1000 };
  };
  try {
    return await work({
      folder,
      readings,
      epochal,
      results: async (study) => JSON.parse((await epochal(['results', study, '--json'])).output),
    });
  } finally {
    await runCommand(process.execPath, [distFile('cli/main.js'), 'down'], { cwd: folder, env });
    await rm(root, { recursive: true, force: true });
  }
}

/** Changes to the environment: nothing of the user's own studies, and the probe. */
function environment(readings: string): Record<string, string | undefined> {
  return {
    ...isolatedEnvironment(readings),
    // Compared with PyTorch on a core, also where there is a GPU.
    EPOCHAL_BACKEND: process.env['EPOCHAL_BACKEND'] ?? 'tensorflow',
    NO_COLOR: '1',
    NODE_OPTIONS: `--require ${JSON.stringify(distFile('bench/probe.js'))}`,
    EPOCHAL_BENCH_PROBE: readings,
  };
}
