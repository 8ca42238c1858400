/** One line of the benchmark's table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Null for a figure that explains others. */
  readonly target: string | null;
  /** Null where there is no target, or nothing was measured. */
  readonly ok: boolean | null;
}

const MEASURED_COLUMNS = 14;
const TARGET_COLUMNS = 7;
const VERDICT_COLUMNS = 4;
const WHAT_COLUMNS = 80 - MEASURED_COLUMNS - TARGET_COLUMNS - VERDICT_COLUMNS - 3;

/** The rows as text of 80 columns; a longer `what` goes on in the next line. */
export function benchTable(rows: readonly Row[]): string {
  const lines = [
    line('what', 'measured', 'target', ''),
    '─'.repeat(80),
    ...rows.flatMap(({ what, measured, target, ok }) => {
      const [first = '', ...rest] = wrap(what, WHAT_COLUMNS);
      const verdict = ok === null ? '' : ok ? 'ok' : 'over';
      return [line(first, measured, target ?? '', verdict), ...rest];
    }),
  ];
  return lines.map((text) => `${text.trimEnd()}\n`).join('');
}

function line(what: string, measured: string, target: string, verdict: string): string {
  return [
    what.padEnd(WHAT_COLUMNS),
    measured.padStart(MEASURED_COLUMNS),
    target.padStart(TARGET_COLUMNS),
    verdict.padEnd(VERDICT_COLUMNS),
  ].join(' ');
}

function wrap(text: string, columns: number): string[] {
  const indent = /^ */.exec(text)![0];
  const lines: string[] = [];
  let current = indent;
  for (const word of text.trim().split(' ')) {
    const longer = current.trim() === '' ? current + word : `${current} ${word}`;
    if (longer.length <= columns) current = longer;
    else {
      lines.push(current);
      current = `${indent}  ${word}`;
    }
  }
  return [...lines, current];
}
