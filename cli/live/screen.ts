import { isInForeground } from '../../environment/foreground.ts';
import { widthOf } from './text-width.ts';

const UP = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`);
const ERASE_REST_OF_LINE = '\u001B[K';
const ERASE_BELOW = '\u001B[J';
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
/** What ends a process at once, unless somebody listens. */
const ENDS = ['SIGTERM', 'SIGHUP'] as const;

/** The part of a terminal's stream that a screen uses. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/**
 * Keeps some lines at the end of a terminal's output, and changes them in place: one write a change,
 * of the lines that differ. The cursor is hidden meanwhile, and shown again however the process ends,
 * and while it is stopped (Ctrl-Z). In the background (`bg`) the terminal is the shell's: nothing changes.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #hasTerminal: () => boolean;
  #lines: readonly string[] = [];
  #active = false;
  #resized = false;
  /** Somebody else may have written below the lines: they stay there, and begin anew. */
  #left = true;

  constructor(terminal: Terminal, hasTerminal: () => boolean = isInForeground) {
    this.#terminal = terminal;
    this.#hasTerminal = hasTerminal;
  }

  /** Shows these lines in place of those before; none may be wider than the terminal. */
  draw(lines: readonly string[]): void {
    this.#begin();
    if (!this.#hasTerminal()) {
      this.#left = true;
      return;
    }
    if (this.#left) {
      this.#left = false;
      this.#lines = [];
      this.#terminal.write(HIDE_CURSOR);
    }
    const before = this.#lines;
    const columns = this.#terminal.columns || Infinity;
    const changes = this.#resized
      ? this.#cleared() + whole(lines)
      : changed(before, lines, columns);
    this.#resized = false;
    this.#lines = lines;
    if (changes !== '') this.#terminal.write(changes);
  }

  /** Writes a line above, for good. */
  say(line: string): void {
    if (this.#left) this.#terminal.write(`${line}\n`);
    else this.#terminal.write(`${this.#cleared()}${line}\n${whole(this.#lines)}`);
  }

  /** Leaves the lines as they are. */
  end(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#terminal.off('resize', this.#onResize);
    process.off('exit', this.#showCursor);
    for (const signal of ENDS) process.off(signal, this.#onEnd);
    process.off('SIGTSTP', this.#onStop);
    process.off('SIGCONT', this.#onContinue);
    this.#lines = [];
    this.#left = true;
    this.#showCursor();
  }

  #begin(): void {
    if (this.#active) return;
    this.#active = true;
    this.#terminal.on('resize', this.#onResize);
    process.on('exit', this.#showCursor);
    for (const signal of ENDS) process.once(signal, this.#onEnd);
    process.once('SIGTSTP', this.#onStop);
    process.on('SIGCONT', this.#onContinue);
  }

  /** Where a terminal has become narrower, it has broken the lines that were wider into several. */
  #cleared(): string {
    const columns = this.#terminal.columns || Infinity;
    const rows = this.#lines.map((line) => Math.max(1, Math.ceil(widthOf(line) / columns)));
    return `${UP(rows.reduce((sum, each) => sum + each, 0))}\r${ERASE_BELOW}`;
  }

  readonly #onResize = (): void => {
    this.#resized = true;
  };

  readonly #showCursor = (): void => {
    this.#terminal.write(SHOW_CURSOR);
  };

  readonly #onStop = (): void => {
    this.#showCursor();
    // Nobody listens any more: now it stops.
    process.kill(process.pid, 'SIGTSTP');
  };

  readonly #onContinue = (): void => {
    process.off('SIGTSTP', this.#onStop);
    process.once('SIGTSTP', this.#onStop);
    this.#left = true;
    this.draw(this.#lines);
  };

  readonly #onEnd = (signal: NodeJS.Signals): void => {
    this.end();
    process.kill(process.pid, signal);
  };
}

function whole(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** What turns some lines into others, from below the one to below the other; empty where nothing does. */
function changed(before: readonly string[], after: readonly string[], columns: number): string {
  const first = after.findIndex((line, i) => line !== before[i]);
  if (first === -1 && after.length === before.length) return '';
  const start = first === -1 ? after.length : first;
  const lines = after.slice(start).map((line, i) => {
    if (line === before[start + i]) return '\n';
    // After a line that is full the cursor stands on its last character.
    return `${line}${widthOf(line) < columns ? ERASE_REST_OF_LINE : ''}\n`;
  });
  const fewer = after.length < before.length ? ERASE_BELOW : '';
  return `${UP(before.length - start)}\r${lines.join('')}${fewer}`;
}
