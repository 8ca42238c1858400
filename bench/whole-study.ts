import { join } from 'node:path';
import { packageRoot } from '../environment/package.ts';
import { parseEpochLine } from './epoch-line.ts';
import { epochWallMs } from './epoch-times.ts';
import { median } from './median.ts';
import { trainerReadings, workerReadings } from './readings.ts';
import type { LoopReading } from './readings.ts';
import { runDataLoaderScript } from './torch.ts';
import type { Peer, ScriptRun } from './torch.ts';
import { inWorkspace } from './workspace.ts';

/** The study of two variants against the author's script, run for one variant after the other. */
export interface WholeStudy {
  readonly epochs: number;
  /** `epochal run` from start to end, each time in an empty folder. */
  readonly epochal: readonly StudyRun[];
  /** A run a variant; null without PyTorch. */
  readonly script: readonly ScriptRun[] | null;
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

const VARIANTS = ['linear', 'relu'] as const;

/** Runs study and script in turns, so that both see the same machine. */
export async function measureWholeStudy(
  epochs: number,
  peer: Peer | null,
  signal: AbortSignal,
): Promise<WholeStudy> {
  const epochal: StudyRun[] = [];
  const script: ScriptRun[] = [];
  for (const variant of VARIANTS) {
    epochal.push(await runStudy(epochs, signal));
    if (peer) script.push(await runDataLoaderScript(peer, epochs, variant, signal));
  }
  return { epochs, epochal, script: peer && script };
}

/** Seconds of the study, and of the script for both variants. */
export interface StudySeconds {
  readonly epochal: number;
  /** Null without PyTorch. */
  readonly script: number | null;
}

/** What was measured. */
export function studySeconds({ epochal, script }: WholeStudy): StudySeconds {
  return {
    epochal: median(epochal.map(({ seconds }) => seconds)),
    script: script && sum(script.map(({ seconds }) => seconds)),
  };
}

/** The same for more epochs than were measured, each further one taking the median of those. */
export function extrapolate(study: WholeStudy, epochs: number): StudySeconds {
  const { epochal, script } = studySeconds(study);
  const more = epochs - study.epochs;
  const ourEpoch = median(study.epochal.map(({ epochMs }) => epochMs)) / 1000;
  const theirEpochs = study.script?.map(({ epochSeconds }) => median(epochSeconds)) ?? [];
  return {
    epochal: epochal + more * ourEpoch,
    script: script && script + more * sum(theirEpochs),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
