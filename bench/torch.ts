import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fetchDataset } from '../datasets/fetch-dataset.ts';
import { runCommand } from '../environment/command.ts';
import { packageRoot } from '../environment/package.ts';

/** A Python that has PyTorch, and data for it. */
export interface Peer {
  readonly python: string;
  readonly version: string;
  /** Null when it has no torchvision. */
  readonly torchvision: string | null;
  /** The folder of MNIST's raw files. */
  readonly raw: string;
}

/** One thread, as each trainer has. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** The Python of `EPOCHAL_BENCH_PYTHON`, else of PATH; null when it has no PyTorch. */
export async function findPeer(): Promise<Peer | null> {
  const python = process.env['EPOCHAL_BENCH_PYTHON'] || 'python3';
  const version = await versionOf(python, 'torch');
  if (version === null) return null;
  const torchvision = await versionOf(python, 'torchvision');
  const { trainImages } = await fetchDataset('mnist');
  return { python, version, torchvision, raw: dirname(trainImages.path) };
}

async function versionOf(python: string, module: string): Promise<string | null> {
  try {
    const code = `import ${module}; print(${module}.__version__)`;
    return (await runCommand(python, ['-c', code])).trim();
  } catch {
    return null;
  }
}

/** The hand-written loop in its own process, which waits between blocks of epochs. */
export interface InMemoryLoop extends Disposable {
  /** Trains on; the seconds of each epoch. */
  train(epochs: number): Promise<readonly number[]>;
}

/** Starts the loop; it waits for its first block. */
export function startInMemoryLoop(peer: Peer, signal: AbortSignal): InMemoryLoop {
  const script = join(packageRoot, 'bench', 'peers', 'in_memory_loop.py');
  const child = spawn(peer.python, [script, peer.raw], {
    env: { ...process.env, ...ONE_THREAD },
    stdio: ['pipe', 'pipe', 'inherit'],
    signal,
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with exit code ${String(code)}`);
  });
  failed.catch(() => undefined); // seen by whoever waits for an answer
  const answers = createInterface({ input: child.stdout });
  return {
    async train(epochs) {
      const answer = once(answers, 'line') as Promise<[string]>;
      child.stdin.write(`${epochs}\n`);
      const [line] = await Promise.race([answer, failed]);
      const { seconds, validationAccuracy } = JSON.parse(line) as {
        seconds: number[];
        validationAccuracy: number;
      };
      // A loop that does not learn does other work than ours.
      if (validationAccuracy < 0.9) throw new Error(`${script}: accuracy ${validationAccuracy}`);
      return seconds;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** How the script gets at its samples: tensors in memory, or torchvision's dataset of images. */
export type ScriptData = 'tensors' | 'torchvision';

/** One run of the DataLoader script. */
export interface ScriptRun {
  /** From its start to its end. */
  readonly seconds: number;
  /** Of each epoch but the last. */
  readonly epochSeconds: readonly number[];
}

/** Runs the DataLoader script for one variant. */
export async function runDataLoaderScript(
  peer: Peer,
  epochs: number,
  variant: 'linear' | 'relu',
  data: ScriptData,
  signal: AbortSignal,
): Promise<ScriptRun> {
  const timed = join(packageRoot, 'bench', 'peers', 'timed_script.py');
  const script = join(packageRoot, 'test', 'reference', 'torch_reference.py');
  const began = performance.now();
  const printed = await runCommand(
    peer.python,
    [timed, data, script, peer.raw, '0', String(epochs), variant],
    { env: ONE_THREAD, signal },
  );
  const seconds = (performance.now() - began) / 1000;
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  return { seconds, ...(JSON.parse(last) as { epochSeconds: number[] }) };
}
