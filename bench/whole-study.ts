import { join } from 'node:path';
import { packageRoot } from '../environment/package.ts';
import { parseEpochLine } from './epoch-line.ts';
import { epochWallMs } from './epoch-times.ts';
import { median } from './median.ts';
import { trainerReadings, workerReadings } from './readings.ts';
import type { LoopReading } from './readings.ts';
import { runDataLoaderScript } from './torch.ts';
import type { Peer } from './torch.ts';
import { inWorkspace } from './workspace.ts';

/** The study of two variants against the author's script, run for one variant after the other. */
export interface WholeStudy {
  readonly epochs: number;
  /** `epochal run` from start to end, each time in an empty folder. */
  readonly epochal: readonly StudyRun[];
  readonly script: ScriptRuns | null;
}

export interface StudyRun {
  readonly seconds: number;
  /** Median wall time of an epoch while the other variant trains too. */
  readonly epochMs: number;
  /** The worker's event loop while both trainers were at work, and from then to its end. */
  readonly atWork: LoopReading;
  readonly atEnd: LoopReading;
  readonly trainerPeakBytes: number;
  readonly workerPeakBytes: number;
}

export interface ScriptRuns {
  /** Both variants, one after the other. */
  readonly seconds: number;
  /** One variant for one epoch: what it takes beside its epochs, and one of them. */
  readonly oneEpochSeconds: number;
}

const VARIANTS = ['linear', 'relu'] as const;

/** Runs script and study in turns: both see the same machine. */
export async function measureWholeStudy(
  epochs: number,
  peer: Peer | null,
  signal: AbortSignal,
): Promise<WholeStudy> {
  const script = (variant: (typeof VARIANTS)[number], count: number) =>
    peer && runDataLoaderScript(peer, count, variant, signal);
  const oneEpochSeconds = await script('relu', 1);
  const seconds: (number | null)[] = [];
  const epochal: StudyRun[] = [];
  for (const variant of VARIANTS) {
    epochal.push(await runStudy(epochs, signal));
    seconds.push(await script(variant, epochs));
  }
  const [first, second] = seconds;
  const measured = first != null && second != null && oneEpochSeconds !== null;
  return {
    epochs,
    epochal,
    script: measured ? { seconds: first + second, oneEpochSeconds } : null,
  };
}

/** The study's and the script's seconds for another number of epochs, by what one more takes. */
export function extrapolate(
  { epochs, epochal, script }: WholeStudy,
  target: number,
): { readonly epochal: number; readonly script: number | null } {
  const more = target - epochs;
  const perEpoch = median(epochal.map(({ epochMs }) => epochMs)) / 1000;
  const ours = median(epochal.map(({ seconds }) => seconds)) + more * perEpoch;
  if (script === null) return { epochal: ours, script: null };
  const fixed = VARIANTS.length * script.oneEpochSeconds;
  const bothPerEpoch = (script.seconds - fixed) / (epochs - 1);
  return { epochal: ours, script: script.seconds + more * bothPerEpoch };
}

async function runStudy(epochs: number, signal: AbortSignal): Promise<StudyRun> {
  return inWorkspace(signal, async (workspace) => {
    const spec = join(packageRoot, 'specs', 'relu.yaml');
    // The worker's readings begin when both variants have an epoch, and are cut when one has all.
    const begun = new Set<string>();
    let marks = 0;
    const mark = (): void => {
      const pid = workerReadings(workspace.readings).at(-1)?.pid;
      if (pid !== undefined) process.kill(pid, 'SIGUSR2');
      marks += 1;
    };
    const onLine = (line: string): void => {
      const parsed = parseEpochLine(line);
      if (parsed === null) return;
      begun.add(parsed.trial);
      if (marks === 0 && begun.size === VARIANTS.length) mark();
      if (marks === 1 && parsed.epoch === epochs) mark();
    };
    const { seconds } = await workspace.epochal(
      ['run', spec, '--set', `training.epochs=${epochs}`],
      { onLine },
    );
    const { provenance } = await workspace.results('relu');
    const wall = VARIANTS.flatMap((_, trial) => [
      ...epochWallMs(provenance.events, trial).values(),
    ]);
    const loop = workerReadings(workspace.readings).at(-1)?.readings ?? [];
    const requests = trainerReadings(workspace.readings).flatMap(({ readings }) => readings);
    return {
      seconds,
      epochMs: median(wall),
      ...loopReadings(loop),
      trainerPeakBytes: Math.max(...requests.map(({ peakBytes }) => peakBytes)),
      workerPeakBytes: Math.max(...loop.map(({ peakBytes }) => peakBytes)),
    };
  });
}

/** What the worker noted at the two marks and at its end. */
function loopReadings(notes: readonly LoopReading[]): Pick<StudyRun, 'atWork' | 'atEnd'> {
  const [, atWork, atEnd] = notes;
  if (atWork === undefined || atEnd === undefined) {
    throw new Error(`the worker noted its event loop ${notes.length} times, expected 3`);
  }
  return { atWork, atEnd };
}
