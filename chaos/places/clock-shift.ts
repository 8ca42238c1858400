/**
 * Loaded by NODE_OPTIONS before each program of a study whose clock jumps: shifts what workers and
 * trainers take for the time by the milliseconds that a file has.
 */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const REREAD_MS = 20;

const file = process.env['EPOCHAL_CHAOS_CLOCK'];
const program = process.argv[1] ?? '';

if (file !== undefined && isMainThread && /\/(worker\/main|engine\/trainer)\.js$/.test(program)) {
  shiftClock(file);
}

function shiftClock(path: string): void {
  const RealDate = Date;
  let offsetMs = 0;
  let readMs = -Infinity;
  const now = (): number => {
    if (performance.now() - readMs > REREAD_MS) {
      offsetMs = Number(readFileSync(path, 'utf8'));
      readMs = performance.now();
    }
    return RealDate.now() + offsetMs;
  };
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver): unknown =>
      name === 'now' ? now : Reflect.get(target, name, receiver),
  });
}
