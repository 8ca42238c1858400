import { homedir } from 'node:os';
import { cacheDir } from '../../environment/paths.ts';
import type { PreflightRow } from './preflight.ts';

// 80 columns in all: what, status, detail, minutes, megabytes, a space between.
const WIDTHS = { what: 16, status: 8, detail: 39, minutes: 7, megabytes: 6 } as const;

/**
 * The preflight's rows for people, lines of at most 80 characters: a table while something is
 * missing, else one line.
 */
export function preflightTable(rows: readonly PreflightRow[]): string {
  const missing = rows.filter(({ status }) => status === 'missing');
  if (missing.length === 0) return nothingToDo(rows);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const minutes = [0, 1].map((bound) => sum(missing.map((row) => row.minutes?.[bound] ?? 0)));
  const megabytes = sum(missing.map((row) => row.megabytes ?? 0));
  return [
    line('', 'status', 'where, or what will be done', 'minutes', 'MB'),
    ...rows.flatMap(rowLines),
    line(
      '',
      '',
      `kept in ${shorten(cacheDir(), WIDTHS.detail - 8)}`,
      range(minutes),
      `${megabytes}`,
    ),
  ].join('\n');
}

function nothingToDo(rows: readonly PreflightRow[]): string {
  const fallbacks = rows.filter(({ status }) => status === 'fallback');
  const found = rows.filter(({ status }) => status === 'found').map(({ what }) => what);
  return [
    `Found ${found.join(', ')}.`,
    ...fallbacks.map(({ what, detail }) => `Fallback for ${what}: ${detail}.`),
  ].join('\n');
}

function rowLines(row: PreflightRow): string[] {
  const { what, status, minutes, megabytes } = row;
  if (status !== 'missing') {
    const wide = WIDTHS.detail + WIDTHS.minutes + WIDTHS.megabytes + 2;
    return [line(what, status, shorten(row.detail, wide), '', '')];
  }
  return [
    line(what, status, row.detail, minutes === null ? '' : range(minutes), `${megabytes ?? ''}`),
    ...(row.otherwise === null ? [] : [line('', '', `  else ${row.otherwise}`, '', '')]),
  ];
}

function line(
  what: string,
  status: string,
  detail: string,
  minutes: string,
  megabytes: string,
): string {
  return [
    what.padEnd(WIDTHS.what),
    status.padEnd(WIDTHS.status),
    detail.padEnd(WIDTHS.detail),
    minutes.padStart(WIDTHS.minutes),
    megabytes.padStart(WIDTHS.megabytes),
  ]
    .join(' ')
    .trimEnd();
}

function range(minutes: readonly number[]): string {
  return minutes.join('–');
}

/** A path with `~` for the home folder, and its middle left out where it is too long. */
function shorten(path: string, width: number): string {
  const short = path.startsWith(`${homedir()}/`) ? `~${path.slice(homedir().length)}` : path;
  if (short.length <= width) return short;
  const half = Math.floor((width - 1) / 2);
  return `${short.slice(0, width - 1 - half)}…${short.slice(short.length - half)}`;
}
