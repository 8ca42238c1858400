import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request that a trainer answered; times in ms of the trainer's clock. */
export interface RequestReading {
  readonly request: 'train' | 'evaluate' | 'describe';
  /** From 1; 0 where the request has none. */
  readonly epoch: number;
  readonly beganMs: number;
  readonly endedMs: number;
  /** The most memory that the process ever held resident, 0 where /proc does not tell. */
  readonly peakBytes: number;
}

/** The worker's event loop between two marks; delays in ms, the timer's own period taken off. */
export interface LoopReading {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly peakBytes: number;
}

/** What the probe wrote in one process. */
export interface ProcessReadings<T> {
  readonly pid: number;
  /** In the order they were written. */
  readonly readings: readonly T[];
}

/** The probe's readings of the workers that ran, the longest gone first. */
export function workerReadings(folder: string): ProcessReadings<LoopReading>[] {
  return readAll<LoopReading>(folder, 'worker');
}

/** The probe's readings of the trainers that ran. */
export function trainerReadings(folder: string): ProcessReadings<RequestReading>[] {
  return readAll<RequestReading>(folder, 'trainer');
}

/** One reading a line; a line that was cut off by the process's end does not count. */
export function parseReadings<T>(text: string): T[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as T);
}

function readAll<T>(folder: string, role: string): ProcessReadings<T>[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${role}-`));
  return names.map((name) => ({
    pid: Number(/-(\d+)\./.exec(name)?.[1]),
    readings: parseReadings<T>(readFileSync(join(folder, name), 'utf8')),
  }));
}
