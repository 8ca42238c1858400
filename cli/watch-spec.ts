import { EpochalError } from '../study/errors.ts';
import { EXIT } from './failure.ts';
import { styled } from './terminal.ts';
import { stamp, untilChanged } from './watch-files.ts';

/** Clears a terminal and what it has scrolled away. */
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/**
 * Prints what `check` says, again whenever a file that it read has changed, until Ctrl-C.
 *
 * @param check tells each file before it reads it, whether it is there or not
 */
export async function watchSpec(
  check: (reading: (file: string) => void) => Promise<string>,
): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const { signal } = interrupted;
  let seen: Map<string, string>;
  do {
    seen = new Map();
    const text = await checked(() => check((file) => seen.set(file, stamp(file))));
    const time = new Date().toTimeString().slice(0, 8);
    const clear = process.stdout.isTTY ? CLEAR : '';
    const ends = styled('dim', 'Watching for changes; Ctrl-C ends.');
    process.stdout.write(`${clear}${styled('dim', `[${time}]`)} ${text}${ends}\n`);
  } while (await untilChanged(seen, signal));
  process.exitCode = EXIT.interrupted;
}

/** What is wrong with a spec is what a watch is for. */
async function checked(check: () => Promise<string>): Promise<string> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EpochalError && error.code === 'SPEC_INVALID') return `${error.message}\n`;
    throw error;
  }
}
