import { join } from 'node:path';
import { packageRoot } from '../environment/package.ts';
import { parseEpochLine } from './epoch-line.ts';
import { epochWallMs } from './epoch-times.ts';
import { median } from '../statistics/median.ts';
import { trainerReadings, workerReadings } from './readings.ts';
import type { LoopReading } from './readings.ts';
import { runDataLoaderScript } from './torch.ts';
import type { Peer, ScriptData, ScriptRun } from './torch.ts';
import { inWorkspace } from './workspace.ts';

/** The study of two variants against the DataLoader script, run for one variant after the other. */
export interface WholeStudy {
  readonly epochs: number;
  /** `epochal run` from start to end, each time in an empty folder. */
  readonly epochal: readonly StudyRun[];
  /** A run a variant; null where PyTorch or torchvision is missing. */
  readonly script: Readonly<Record<ScriptData, readonly ScriptRun[] | null>>;
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
  const tensors: ScriptRun[] | null = peer && [];
  const torchvision: ScriptRun[] | null = peer?.torchvision ? [] : null;
  for (const variant of VARIANTS) {
    epochal.push(await runStudy(epochs, signal));
    if (!peer) continue;
    tensors?.push(await runDataLoaderScript(peer, epochs, variant, 'tensors', signal));
    torchvision?.push(await runDataLoaderScript(peer, epochs, variant, 'torchvision', signal));
  }
  return { epochs, epochal, script: { tensors, torchvision } };
}

/** Seconds of the study, and of the script for both variants. */
export interface StudySeconds {
  readonly epochal: number;
  readonly script: Readonly<Record<ScriptData, number | null>>;
}

/** What was measured. */
export function studySeconds({ epochal, script }: WholeStudy): StudySeconds {
  const total = (runs: readonly ScriptRun[] | null): number | null =>
    runs && sum(runs.map(({ seconds }) => seconds));
  return {
    epochal: median(epochal.map(({ seconds }) => seconds)),
    script: { tensors: total(script.tensors), torchvision: total(script.torchvision) },
  };
}

/** The same for more epochs than were measured, each further one taking the median of those. */
export function extrapolate(study: WholeStudy, epochs: number): StudySeconds {
  const { epochal, script } = studySeconds(study);
  const more = epochs - study.epochs;
  const ourEpoch = median(study.epochal.map(({ epochMs }) => epochMs)) / 1000;
  const longer = (data: ScriptData): number | null => {
    const theirEpochs = study.script[data]?.map(({ epochSeconds }) => median(epochSeconds)) ?? [];
    const measured = script[data];
    return measured === null ? null : measured + more * sum(theirEpochs);
  };
  return {
    epochal: epochal + more * ourEpoch,
    script: { tensors: longer('tensors'), torchvision: longer('torchvision') },
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
