import type { Terminal } from '../../../cli/live/screen.ts';

/** The lines of a terminal as what was written to it leaves them; knows what `Screen` writes, no more. */
export class VirtualTerminal implements Terminal {
  columns: number;
  readonly lines: string[] = [''];
  readonly writes: string[] = [];
  cursorVisible = true;
  #row = 0;
  /** Columns of the newest text. */
  #written = 0;
  readonly #listeners = new Set<() => void>();

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.writes.push(text);
    // eslint-disable-next-line no-control-regex
    for (const part of text.split(/(\u001B\[[?\d;]*[A-Za-z]|\n|\r)/)) this.#take(part);
  }

  on(_event: 'resize', listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_event: 'resize', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Breaks lines that are too wide now, as most terminals do. */
  resize(columns: number): void {
    this.columns = columns;
    const before = this.lines.splice(0);
    const below = before.length - this.#row;
    for (const line of before) {
      for (let at = 0; at === 0 || at < line.length; at += columns) {
        this.lines.push(line.slice(at, at + columns));
      }
    }
    this.#row = this.lines.length - below;
    for (const listener of this.#listeners) listener();
  }

  get listening(): number {
    return this.#listeners.size;
  }

  #take(part: string): void {
    if (part === '\n') {
      this.#row += 1;
      if (this.#row === this.lines.length) this.lines.push('');
      return;
    }
    if (part === '' || part === '\r') return;
    // eslint-disable-next-line no-control-regex
    const [, code, letter] = /^\u001B\[([?\d;]*)([A-Za-z])$/.exec(part) ?? [];
    switch (letter) {
      case undefined:
        for (let at = 0; at < part.length; at += this.columns) {
          if (at > 0) this.#take('\n');
          const text = part.slice(at, at + this.columns);
          // All that is written begins at a line's start: what it does not cover stays.
          this.lines[this.#row] = text + this.lines[this.#row]!.slice(text.length);
          this.#written = text.length;
        }
        return;
      case 'A':
        this.#row = Math.max(0, this.#row - Number(code));
        return;
      case 'K':
        this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#written);
        return;
      case 'J':
        this.lines.splice(this.#row, this.lines.length, '');
        return;
      case 'h':
      case 'l':
        this.cursorVisible = letter === 'h';
        return;
      default:
        throw new Error(`unknown: ${JSON.stringify(part)}`);
    }
  }
}
