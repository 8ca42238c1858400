import type { SlowestInput } from './hostile-input.ts';
import { EARLY_EPOCH } from './long-trial.ts';
import type { EarlyAndLate, LongTrial } from './long-trial.ts';
import { median } from '../statistics/median.ts';
import type { OneSlot } from './one-slot.ts';
import type { Row } from './table.ts';
import { extrapolate, studySeconds } from './whole-study.ts';
import type { StudyRun, WholeStudy } from './whole-study.ts';

/** All that a run of the benchmark measured. */
export interface Measured {
  readonly helpSeconds: number;
  readonly slowestInput: SlowestInput;
  readonly oneSlot: OneSlot;
  readonly longTrial: LongTrial;
  readonly wholeStudy: WholeStudy;
}

/** The study's length that its target is about. */
const EPOCHS = 50;
const SCRIPTS = [
  { data: 'torchvision', needs: 'torchvision', what: "torchvision's dataset" },
  { data: 'tensors', needs: 'torch', what: 'tensors in memory' },
] as const;

/** The table's rows, each target beside what was measured. */
export function toRows(measured: Measured): Row[] {
  return [
    ...epochRows(measured.oneSlot),
    ...studyRows(measured.wholeStudy),
    ...processRows(measured),
    ...longTrialRows(measured.longTrial),
  ];
}

function epochRows({ epochal, torch, trainer }: OneSlot): Row[] {
  const ours = median(epochal.flat());
  const theirs = torch && median(torch.flat());
  const quotient = theirs && ours / theirs;
  return [
    figure('An epoch of relu on one slot, all included', ours, milliseconds),
    figure('  the in-memory PyTorch loop, one thread', theirs, milliseconds, { needs: 'torch' }),
    figure('  ratio', quotient, ratio, { limit: 1.2, needs: 'torch' }),
    figure('  of it training', median(trainer.map(({ trainMs }) => trainMs)), milliseconds),
    figure('  of it validating', median(trainer.map((epoch) => epoch.validateMs)), milliseconds),
    figure('  of it orchestration', median(trainer.map(({ idleMs }) => idleMs)), milliseconds, {
      limit: 60,
    }),
  ];
}

function studyRows(study: WholeStudy): Row[] {
  const measured = studySeconds(study);
  const full = study.epochs >= EPOCHS;
  const judged = full ? measured : extrapolate(study, EPOCHS);
  const longer = `    ${EPOCHS} epochs, extrapolated`;
  const rows = [
    figure(`relu.yaml, both variants, ${study.epochs} epochs`, measured.epochal, inSeconds),
    ...(full ? [] : [figure(longer, judged.epochal, inSeconds)]),
  ];
  for (const { data, needs, what } of SCRIPTS) {
    const theirs = judged.script[data];
    const quotient = theirs && judged.epochal / theirs;
    const name = full ? '    ratio' : '    ratio, extrapolated';
    rows.push(
      figure(`  DataLoader script, ${what}`, measured.script[data], inSeconds, { needs }),
      ...(full || theirs === null ? [] : [figure(longer, theirs, inSeconds)]),
      figure(name, quotient, ratio, { limit: 0.25, needs }),
    );
  }
  return rows;
}

function processRows({ oneSlot, wholeStudy, helpSeconds, slowestInput }: Measured): Row[] {
  const runs = wholeStudy.epochal;
  const worst = (of: (run: StudyRun) => number): number => Math.max(...runs.map(of));
  const trainer =
    Math.max(
      oneSlot.trainerPeakBytes,
      worst((run) => run.trainerPeakBytes),
    ) / 1e9;
  const worker = worst((run) => run.workerPeakBytes) / 1e9;
  const delay = worst(({ atWork }) => atWork.p99Ms);
  const longest = worst(({ atWork }) => atWork.maxMs);
  const longestAfter = worst(({ atEnd }) => atEnd.maxMs);
  return [
    figure('A trainer, most resident memory', trainer, gigabytes, { limit: 1.2 }),
    figure('The worker, most resident memory', worker, gigabytes, { limit: 1.2 }),
    figure('  event-loop delay with two trainers at work, p99', delay, milliseconds, { limit: 50 }),
    figure('    longest', longest, milliseconds),
    figure('    longest after training (charts, report)', longestAfter, milliseconds),
    figure('`epochal --help`', helpSeconds, inSeconds, { limit: 0.3 }),
    figure('`epochal run` of a finished study', oneSlot.secondRunSeconds, inSeconds),
    figure(
      `Refusing the slowest of ${slowestInput.inputs} hostile inputs, ${slowestInput.name}`,
      slowestInput.ms,
      milliseconds,
      { limit: 1_000 },
    ),
  ];
}

function longTrialRows({ epochs, worker, trainer }: LongTrial): Row[] {
  const rowsOf = (who: string, { early, late }: EarlyAndLate): Row[] => [
    figure(`${who} own memory after ${EARLY_EPOCH} tiny epochs`, early / 1e6, megabytes),
    figure(`  after ${epochs}`, late / 1e6, megabytes),
    figure('  growth', late / early, ratio, { limit: 1.1 }),
  ];
  return [...rowsOf("The worker's", worker), ...rowsOf("The trainer's", trainer)];
}

/**
 * @param value null where what it `needs` is not there
 * @param limit the most that meets the target, in the unit of `value`
 */
function figure(
  what: string,
  value: number | null,
  format: (value: number) => string,
  { limit, needs = '' }: { readonly limit?: number; readonly needs?: string } = {},
): Row {
  const target = limit === undefined ? null : `≤ ${limit}`;
  if (value === null)
    return { what: `${what}: no ${needs}`, measured: 'not measured', target, ok: null };
  return { what, measured: format(value), target, ok: limit === undefined ? null : value <= limit };
}

function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function inSeconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function megabytes(value: number): string {
  return `${value.toFixed(1)} MB`;
}

function gigabytes(value: number): string {
  return `${value.toFixed(2)} GB`;
}
