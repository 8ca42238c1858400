import { trialsInView } from '../../study/trials-in-view.ts';
import { duration } from '../terminal.ts';
import { epochsOf } from './state.ts';
import type { LiveState, Paint, Size } from './state.ts';
import { trialsTable } from './table.ts';
import { shortened, widthOf, wrapped } from './text-width.ts';

const BAR_COLUMNS = 30;
const SHORTEST_BAR = 8;
const MOST_WAITING_LINES = 3;

/**
 * A study as the lines of a terminal: no more of them than fit above the cursor, none wider than the
 * terminal. Where there is no room for all trials, those under way come first, and the others are
 * counted.
 */
export function liveFrame(state: LiveState, size: Size, paint: Paint): readonly string[] {
  const { columns } = size;
  const most = Math.max(1, size.rows - 1);
  const waiting = waitingLines(state.waiting, columns).map((line) => paint('yellow', line));
  const head = [...headLines(state, columns, paint), ...waiting, ''];
  const room = most - head.length - 1; // the titles
  if (room < 1) return head.slice(0, most);
  const statuses = state.trials.map(({ status }) => status);
  // The line that counts the others takes one too.
  const { shown, others } = trialsInView(statuses, statuses.length <= room ? room : room - 1);
  return [
    ...head,
    ...trialsTable(state, shown, columns, paint),
    ...(others === null ? [] : [paint('dim', shortened(`and ${others}`, columns))]),
  ];
}

function headLines(state: LiveState, columns: number, paint: Paint): readonly string[] {
  const { trials, epochs, left, slots, elapsedS } = state;
  const done = trials.reduce((sum, trial) => sum + trial.epochs.length, 0);
  const all = trials.reduce((sum, trial, i) => sum + epochsOf(trial, epochs[i]!), 0);
  const counts = shortened(`${done} of ${all} epochs`, columns);
  const name = shortened(state.run, columns - counts.length - 2);
  const bar = Math.min(BAR_COLUMNS, columns - widthOf(name) - counts.length - 4);
  const first = [
    ...(name === '' ? [] : [paint('bold', name)]),
    ...(bar < SHORTEST_BAR ? [] : [progressBar(all === 0 ? 0 : done / all, bar, paint)]),
    counts,
  ];
  const facts = [
    ...(left.study === null || left.study === 0 || done >= all
      ? []
      : [`${duration(left.study)} left`]),
    `${duration(elapsedS)} so far`,
    ...(slots === null ? [] : [`${slots.used} of ${slots.all} slots at work`]),
  ];
  while (facts.length > 1 && facts.join(' · ').length > columns) facts.pop();
  return [first.join('  '), paint('dim', shortened(facts.join(' · '), columns))];
}

function progressBar(share: number, columns: number, paint: Paint): string {
  const full = Math.floor(share * columns);
  return paint('green', '━'.repeat(full)) + paint('dim', '─'.repeat(columns - full));
}

function waitingLines(reasons: readonly string[], columns: number): readonly string[] {
  const lines = reasons.flatMap((reason) => wrapped(`Waiting: ${reason}`, columns));
  if (lines.length <= MOST_WAITING_LINES) return lines;
  const [last = ''] = lines.slice(MOST_WAITING_LINES - 1);
  return [...lines.slice(0, MOST_WAITING_LINES - 1), `${last.slice(0, columns - 1)}…`];
}
