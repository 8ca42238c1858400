import { median } from '../statistics/median.ts';

/** A fault that was injected, and what came of it. */
export interface Injection {
  readonly fault: string;
  readonly moment: string;
  /** Until every open trial went on; null when none did within the patience. */
  readonly recoverySeconds: number | null;
  /** Epochs whose training was begun again or done twice, until the next fault. */
  readonly recomputed: number;
  readonly differences: readonly string[];
}

interface Column {
  readonly title: string;
  readonly left?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: '', left: true },
  { title: 'injected' },
  { title: 'median s' },
  { title: 'worst s' },
  { title: 'target s' },
  { title: 'recomputed' },
  { title: 'differences' },
];

/** A row a fault, or a moment: how often, recovery, epochs recomputed, differences found. */
export function chaosTable(
  by: 'fault' | 'moment',
  injections: readonly Injection[],
  targets: ReadonlyMap<string, number>,
): string {
  const names = [...new Set(injections.map((injection) => injection[by]))].sort();
  const rows = names.map((name) => {
    const own = injections.filter((injection) => injection[by] === name);
    return row(name, own, targets.get(name));
  });
  const total = row('all', injections, undefined);
  const widths = COLUMNS.map(({ title }, column) =>
    Math.max(title.length, ...[...rows, total].map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        COLUMNS[column]!.left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    line(COLUMNS.map(({ title, left }) => (left ? by : title))),
    rule,
    ...rows.map(line),
    rule,
    line(total),
    '',
  ].join('\n');
}

function row(name: string, injections: readonly Injection[], target: number | undefined): string[] {
  const seconds = injections
    .map(({ recoverySeconds }) => recoverySeconds)
    .filter((value) => value !== null);
  const middle = seconds.length === 0 ? null : median(seconds);
  const missed = middle !== null && target !== undefined && middle > target;
  return [
    name,
    String(injections.length),
    middle?.toFixed(1) ?? '',
    seconds.length === 0 ? '' : Math.max(...seconds).toFixed(1),
    target === undefined ? '' : `${target}${missed ? ' missed' : ''}`,
    String(injections.reduce((sum, { recomputed }) => sum + recomputed, 0)),
    String(injections.reduce((sum, { differences }) => sum + differences.length, 0)),
  ];
}
