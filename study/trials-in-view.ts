import type { TrialStatus } from './results.ts';

/** What one looks at first: what is under way, then what went wrong, what is done, what is to come. */
const FIRST: readonly (readonly TrialStatus[])[] = [
  ['running', 'waiting', 'paused'],
  ['failed', 'diverged', 'stopped'],
  ['done'],
  ['pending'],
];

/** In which order they are counted: from what is over to what is to come. */
const IN_WORDS: readonly TrialStatus[] = [
  'done',
  'failed',
  'diverged',
  'stopped',
  'running',
  'waiting',
  'paused',
  'pending',
];

/** Which trials are shown where there is no room for all, and what is said of the others. */
export interface TrialsInView {
  /** Positions, in the order of the plan. */
  readonly shown: readonly number[];
  /** `12 done, 3 pending`; null where all are shown. */
  readonly others: string | null;
}

/**
 * Chooses among a study's trials: those under way, those that went wrong, the newest that are done,
 * the next to come.
 *
 * @param statuses of all trials, in the order of the plan
 * @param room how many fit
 */
export function trialsInView(statuses: readonly TrialStatus[], room: number): TrialsInView {
  if (statuses.length <= room) return { shown: [...statuses.keys()], others: null };
  const wanted = FIRST.flatMap((group) => {
    const members = [...statuses.keys()].filter((i) => group.includes(statuses[i]!));
    return group.includes('done') ? members.reverse() : members;
  });
  const shown = wanted.slice(0, Math.max(0, room)).sort((a, b) => a - b);
  const others = wanted.slice(Math.max(0, room)).map((i) => statuses[i]!);
  return { shown, others: statusCounts(others) };
}

/** `12 done, 1 failed, 3 pending`. */
export function statusCounts(statuses: readonly TrialStatus[]): string {
  return IN_WORDS.map(
    (name) => [statuses.filter((status) => status === name).length, name] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(', ');
}
