import type { WriteStream } from 'node:tty';

/** Where set-up tells what it does. */
export interface SetUpLog {
  /** A sentence that stays. */
  say(sentence: string): void;
  /** How far the current step is; each call replaces the one before. */
  progress(text: string): void;
}

/** What `consoleLog` needs of a stream: a terminal has columns, a pipe doesn't. */
export type Output = Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number };

const PLAIN_INTERVAL_MS = 5_000;

/**
 * A log on a stream. On a terminal progress is one line that is redrawn, elsewhere a plain line at
 * most every 5 s.
 *
 * @param now Milliseconds, monotonic.
 */
export function consoleLog(
  output: Output = process.stderr,
  now: () => number = () => performance.now(),
): SetUpLog {
  const redraws = output.isTTY === true && process.env['TERM'] !== 'dumb';
  let drawn = false;
  let saidAt = now();
  const erase = (): void => {
    if (drawn) output.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    say(sentence) {
      erase();
      output.write(`${sentence}\n`);
      saidAt = now();
    },
    progress(text) {
      if (redraws) {
        erase();
        // A line that wraps could not be erased with \r.
        output.write(`  ${text}`.slice(0, (output.columns ?? 80) - 1));
        drawn = true;
      } else if (now() - saidAt >= PLAIN_INTERVAL_MS) {
        output.write(`  ${text}\n`);
        saidAt = now();
      }
    },
  };
}

/** Calls `text` every second for the log's progress until `work` is done. */
export async function withTicker<T>(
  log: SetUpLog,
  text: (elapsedSeconds: number) => string,
  work: Promise<T>,
): Promise<T> {
  const start = performance.now();
  const timer = setInterval(() => {
    log.progress(text(Math.round((performance.now() - start) / 1000)));
  }, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
