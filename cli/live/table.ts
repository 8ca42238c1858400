import { trialLabel } from '../../study/labels.ts';
import { ownMetricOf } from '../../study/metrics.ts';
import type { TrialResult } from '../../study/results.ts';
import { sparkline } from '../../study/sparkline.ts';
import type { MetricName } from '../../study/spec.ts';
import { metricText } from '../terminal.ts';
import { columnWidths } from './column-widths.ts';
import type { LiveState, Paint } from './state.ts';
import { fitted, shortened, widthOf } from './text-width.ts';

/** Room for `99 min`, so that nothing moves. */
const LEFT_COLUMNS = 6;

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly right?: true;
  readonly style?: (at: number) => Parameters<Paint>[0] | null;
}

/** Some trials as a table with titles: what each is called, how far it is, its curves, its time left. */
export function trialsTable(
  state: LiveState,
  shown: readonly number[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const trials = shown.map((index) => state.trials[index]!);
  const labels = trials.map((trial) => trialLabel(trial));
  const states = shown.map((index) => stateOf(state.trials[index]!, state.epochs[index]!));
  const own = ownMetricIn(state.trials);
  const measured = { own: newest(trials, own), loss: newest(trials, 'loss') };
  const left = shown.map((index) => {
    const seconds = state.left.trials[index] ?? null;
    return seconds === null ? '' : shortDuration(seconds);
  });
  const widths = columnWidths(columns, {
    label: widest('trial', labels),
    state: widest('state', states),
    own: widest(own, measured.own),
    loss: widest('loss', measured.loss),
    left: left.every((text) => text === '') ? 0 : LEFT_COLUMNS,
    // As the whole curve will be, so that it grows to the right.
    curve: Math.max(...state.epochs),
  });
  const shortLabels = labels.map((label) => fitted(label, widths.label));
  return rows(
    [
      { title: 'trial', cells: shortLabels },
      { title: 'state', cells: states, style: (at) => STYLES[trials[at]!.status] ?? null },
      ...metricColumns(trials, own, measured.own, widths.own),
      ...metricColumns(trials, 'loss', measured.loss, widths.loss),
      ...(widths.left === 0
        ? []
        : [{ title: 'left'.padStart(widths.left), cells: left, right: true as const }]),
    ],
    columns,
    paint,
  );
}

const STYLES: Readonly<Partial<Record<TrialResult['status'], Parameters<Paint>[0]>>> = {
  done: 'green',
  pending: 'dim',
  paused: 'yellow',
  waiting: 'yellow',
  stopped: 'yellow',
  failed: 'red',
  diverged: 'red',
};

/** `epoch 17/50`, `done`, `diverged in 3`. */
function stateOf(trial: TrialResult, epochs: number): string {
  const done = trial.epochs.length;
  if (trial.diverged) return `diverged in ${trial.diverged.epoch}`;
  if (trial.earlyStop) return `${trial.status} at ${trial.earlyStop.epoch}`;
  if (trial.status !== 'running') return trial.status;
  return `epoch ${String(done).padStart(String(epochs).length)}/${epochs}`;
}

/** In one unit: `99 s`, `2 min`, `3 h`. */
function shortDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

function ownMetricIn(trials: readonly TrialResult[]): ReturnType<typeof ownMetricOf> {
  const [first] = trials.flatMap(({ epochs }) => epochs.slice(0, 1));
  return ownMetricOf(first?.validation ?? { loss: 0 });
}

function newest(trials: readonly TrialResult[], name: MetricName): readonly string[] {
  return trials.map(({ epochs }) => {
    const last = epochs.at(-1);
    return last === undefined ? '' : metricText(last.validation[name]);
  });
}

/** @param curve the curve's columns; 0: only the newest value; null: neither */
function metricColumns(
  trials: readonly TrialResult[],
  name: 'loss' | ReturnType<typeof ownMetricOf>,
  texts: readonly string[],
  curve: number | null,
): readonly Column[] {
  if (curve === null) return [];
  if (curve === 0) return [{ title: name, cells: texts, right: true }];
  const value = widest('', texts);
  const cells = trials.map(({ epochs }, at) => {
    const values = epochs.map(({ validation }) => validation[name] ?? NaN);
    return `${fitted(sparkline(values, curve), curve)} ${texts[at]!.padStart(value)}`;
  });
  return [{ title: `val ${name}`, cells }];
}

function rows(all: readonly Column[], columns: number, paint: Paint): readonly string[] {
  const widths = all.map(({ title, cells }) => widest(title, cells));
  const aligned = (text: string, i: number): string => {
    const blank = ' '.repeat(widths[i]! - widthOf(text));
    return all[i]!.right ? blank + text : text + blank;
  };
  const line = (texts: readonly string[], style: (i: number) => Parameters<Paint>[0] | null) => {
    const cells = texts.map(aligned);
    const plain = cells.join('  ').trimEnd();
    if (widthOf(plain) > columns) return shortened(plain, columns);
    const painted = cells.map((cell, i) => {
      const name = style(i);
      return name === null ? cell : paint(name, cell);
    });
    return painted.join('  ').trimEnd();
  };
  const titles = line(
    all.map(({ title }) => title),
    () => 'dim',
  );
  const count = all[0]?.cells.length ?? 0;
  return [
    titles,
    ...Array.from({ length: count }, (_, at) =>
      line(
        all.map(({ cells }) => cells[at]!),
        (i) => all[i]!.style?.(at) ?? null,
      ),
    ),
  ];
}

function widest(title: string, cells: readonly string[]): number {
  return Math.max(widthOf(title), ...cells.map((cell) => widthOf(cell)));
}
