/**
 * Loaded by NODE_OPTIONS before each program and thread of a measured study; takes readings in two
 * programs, and collects garbage once a second in all of them where EPOCHAL_BENCH_COLLECT is set.
 * A trainer notes each request that it answers. A worker notes its event loop's delay whenever it
 * gets SIGUSR2, and at its end: each time since the note before.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { processMemory } from './process-memory.ts';
import type { LoopReading, RequestReading } from './readings.ts';

const RESOLUTION_MS = 10;
const COLLECT_MS = 1000;

const folder = process.env['EPOCHAL_BENCH_PROBE'];
const program = process.argv[1] ?? '';

if (folder !== undefined && isMainThread) {
  if (program.endsWith('/worker/main.js')) probeWorker(noteIn(folder, 'worker'));
  if (program.endsWith('/engine/trainer.js')) probeTrainer(noteIn(folder, 'trainer'));
}

if (process.env['EPOCHAL_BENCH_COLLECT']) {
  setFlagsFromString('--expose-gc');
  setInterval(runInNewContext('gc') as () => void, COLLECT_MS).unref();
}

function probeWorker(note: (reading: LoopReading | null) => void): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram holds the time between two ticks of a timer: its period is no delay.
  const ms = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  const noteDelay = (): void => {
    note({
      samples: delay.count,
      p50Ms: ms(delay.percentile(50)),
      p99Ms: ms(delay.percentile(99)),
      maxMs: ms(delay.max),
      peakBytes: processMemory('self', 'VmHWM'),
    });
    delay.reset();
  };
  process.on('SIGUSR2', noteDelay);
  process.on('exit', noteDelay);
  note(null); // the file's name tells whom to signal
}

function probeTrainer(note: (reading: RequestReading) => void): void {
  let request: { readonly type: RequestReading['request']; readonly epoch?: number };
  let beganMs = 0;
  const begin = (message: { type: string; request: typeof request }): void => {
    if (message.type !== 'request') return;
    ({ request } = message);
    beganMs = performance.now();
  };
  // A listener of ours before the trainer's own would take the messages that it is not ready for.
  process.once('newListener', function listen(event: string) {
    if (event === 'message') process.on('message', begin);
    else process.once('newListener', listen);
  });
  const send = process.send!.bind(process) as (...args: unknown[]) => boolean;
  process.send = (message: { type: string }, ...rest: unknown[]): boolean => {
    const endedMs = performance.now();
    const sent = send(message, ...rest);
    if (message.type === 'response') {
      const { type, epoch = 0 } = request;
      note({ request: type, epoch, beganMs, endedMs, peakBytes: processMemory('self', 'VmHWM') });
    }
    return sent;
  };
}

function noteIn(dir: string, role: string): (reading: object | null) => void {
  const file = join(dir, `${role}-${process.pid}.jsonl`);
  return (reading) => appendFileSync(file, reading === null ? '' : `${JSON.stringify(reading)}\n`);
}
