import { median } from './median.ts';
import type { OneSlot } from './one-slot.ts';
import type { Row } from './table.ts';
import { extrapolate, studySeconds } from './whole-study.ts';
import type { WholeStudy } from './whole-study.ts';

/** All that a run of the benchmark measured. */
export interface Measured {
  readonly helpSeconds: number;
  readonly oneSlot: OneSlot;
  readonly wholeStudy: WholeStudy;
}

const EPOCHS = 50;
const NO_TORCH = 'not measured: no torch';

/** The table's rows, each target beside what was measured. */
export function toRows(measured: Measured): Row[] {
  return [
    ...epochRows(measured.oneSlot),
    ...studyRows(measured.wholeStudy),
    ...processRows(measured),
  ];
}

function epochRows({ epochal, torch, trainer }: OneSlot): Row[] {
  const ours = median(epochal.flat());
  const theirs = torch && median(torch.flat());
  const idle = median(trainer.map(({ idleMs }) => idleMs));
  return [
    info('An epoch of relu on one slot, all included', `${ours.toFixed(0)} ms`),
    info(
      '  the in-memory PyTorch loop, one thread',
      theirs === null ? NO_TORCH : `${theirs.toFixed(0)} ms`,
    ),
    atMost('  ratio', theirs && ours / theirs, 1.2, ratio),
    info('  of it training', `${median(trainer.map(({ trainMs }) => trainMs)).toFixed(0)} ms`),
    info('  of it validating', `${median(trainer.map((e) => e.validateMs)).toFixed(0)} ms`),
    atMost('  of it orchestration: no request at the trainer', idle, 60, milliseconds),
  ];
}

function studyRows(study: WholeStudy): Row[] {
  const { epochal, script } = studySeconds(study);
  const measured = [
    info(`relu.yaml, 2 variants × ${study.epochs} epochs, from nothing`, `${epochal.toFixed(1)} s`),
    info(
      '  the DataLoader script, one variant after the other',
      script === null ? NO_TORCH : `${script.toFixed(1)} s`,
    ),
  ];
  const quotient = script && epochal / script;
  if (study.epochs >= EPOCHS) return [...measured, atMost('  ratio', quotient, 0.25, ratio)];
  const larger = extrapolate(study, EPOCHS);
  const both =
    larger.script === null
      ? NO_TORCH
      : `${larger.epochal.toFixed(0)} s / ${larger.script.toFixed(0)} s`;
  return [
    ...measured,
    info('  ratio', quotient === null ? NO_TORCH : ratio(quotient)),
    info(`  extrapolated to ${EPOCHS} epochs (--full measures)`, both),
    atMost('  ratio, extrapolated', larger.script && larger.epochal / larger.script, 0.25, ratio),
  ];
}

function processRows({ oneSlot, wholeStudy, helpSeconds }: Measured): Row[] {
  const runs = wholeStudy.epochal;
  const trainers = [oneSlot.trainerPeakBytes, ...runs.map((run) => run.trainerPeakBytes)];
  const workers = runs.map((run) => run.workerPeakBytes);
  return [
    atMost('Peak resident memory of a trainer', Math.max(...trainers) / 1e9, 1.2, gigabytes),
    atMost('Peak resident memory of the worker', Math.max(...workers) / 1e9, 1.2, gigabytes),
    atMost(
      "The worker's event-loop delay with two trainers at work, p99",
      Math.max(...runs.map(({ atWork }) => atWork.p99Ms)),
      50,
      milliseconds,
    ),
    info('  longest', milliseconds(Math.max(...runs.map(({ atWork }) => atWork.maxMs)))),
    info(
      '  longest after training: charts, report, end',
      milliseconds(Math.max(...runs.map(({ atEnd }) => atEnd.maxMs))),
    ),
    atMost('`epochal --help`', helpSeconds, 0.3, inSeconds),
    info('`epochal run` of a finished study', inSeconds(oneSlot.secondRunSeconds)),
  ];
}

function info(what: string, measured: string): Row {
  return { what, measured, target: null, ok: null };
}

function atMost(
  what: string,
  value: number | null,
  limit: number,
  format: (value: number) => string,
): Row {
  const target = `≤ ${limit}`;
  if (value === null) return { what, measured: NO_TORCH, target, ok: null };
  return { what, measured: format(value), target, ok: value <= limit };
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

function gigabytes(value: number): string {
  return `${value.toFixed(2)} GB`;
}
