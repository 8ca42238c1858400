import { formatValue } from '../study/format.ts';
import { earlyStopText, escapeMarkdown, foldText, variantLabel } from '../study/labels.ts';
import { metricNames, ownMetricOf } from '../study/metrics.ts';
import type { Metrics } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { trialsInView } from '../study/trials-in-view.ts';
import type { Curves } from './curves.ts';
import type { StudyProgress, TrialProgress } from './messages.ts';

// Markdown for the Web UI. Its renderer turns "5/8" into a fraction: "5 of 8" stays as it is.

/** All of it stands in an address that the Web UI asks for: proxies take some 8 KB. */
const MOST_BYTES = 7500;
/** How many trials are tried to be shown; one needs 250 bytes and more. */
const ROOMS = [25, 18, 12, 8, 5, 3] as const;
/** A verdict has the length of some ten rows. */
const MOST_VERDICTS = 6;
/** A space at which no line ends. */
const NO_BREAK = '\u00A0';
/** The Web UI makes its frame lower than what is in it, by less than this. */
const END = ['', NO_BREAK];

/** A trial's newest epoch as a table, with the curves up to it. */
export function trialDetails(progress: TrialProgress, curves: Curves): string {
  const { metrics, test } = progress;
  const measured = (['train', 'validation'] as const).flatMap((split) =>
    metrics === null ? [] : [{ split, values: metrics[split] }],
  );
  const rows = [...measured, ...(test === null ? [] : [{ split: 'test' as const, values: test }])];
  const names = namesIn(rows.map(({ values }) => values));
  const cells = rows.map(({ split, values }) =>
    names.map((name) => cell(split === 'test' ? '' : curves.text(split, name), values[name])),
  );
  return [
    `**${escapeMarkdown(variantLabel(progress.variant))}**, seed ${progress.seed}${foldText(progress.fold)}: ${stateOf(progress)}`,
    ...(progress.repairs > 0 ? ['', repairsOf(progress.repairs)] : []),
    '',
    ...table(
      ['split', ...names],
      rows.map(({ split }, i) => [split, ...cells[i]!]),
    ),
    ...END,
  ].join('\n');
}

/** A study's verdicts, once there are some, and as many of its trials as an address holds. */
export function studyDetails(progress: StudyProgress): string {
  let text = '';
  for (const room of ROOMS) {
    text = tableOf(progress, room);
    if (encodeURIComponent(text).length <= MOST_BYTES) break;
  }
  return text;
}

function tableOf(progress: StudyProgress, room: number): string {
  const { run, status, verdicts = [], warnings = [], trials } = progress;
  const { shown, others } = trialsInView(
    trials.map((trial) => trial.status),
    room,
  );
  const tests = trials.some(({ test }) => test !== null)
    ? namesIn(trials.map(({ test }) => test))
    : [];
  const own = ownMetricOf(
    trials.flatMap(({ metrics }) => metrics?.validation ?? [])[0] ?? { loss: 0 },
  );
  const rows = shown.map((index) => {
    const trial = trials[index]!;
    const validation = trial.metrics?.validation;
    return [
      escapeMarkdown(variantLabel(trial.variant)),
      `${trial.seed}${foldText(trial.fold)}`,
      statusOf(trial),
      cell(trial.curve, validation?.[own]),
      cell('', validation?.loss),
      ...tests.map((name) => cell('', trial.test?.[name])),
    ];
  });
  const titles = ['variant', 'seed', 'status', `val ${own}`, 'val loss'];
  return [
    `**${run ?? 'reading the spec'}**: ${status}`,
    '',
    ...verdicts.slice(0, MOST_VERDICTS).flatMap((verdict) => [verdict, '']),
    ...(verdicts.length > MOST_VERDICTS
      ? [`And ${verdicts.length - MOST_VERDICTS} more hypotheses: the report has all.`, '']
      : []),
    ...warnings.flatMap((warning) => [`Warning: ${escapeMarkdown(warning)}`, '']),
    ...table([...titles, ...tests.map((name) => `test ${name}`)], rows),
    ...(others === null ? [] : ['', `And ${others}.`]),
    ...END,
  ].join('\n');
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => ':---')), ...rows.map(line)];
}

/** What was measured anywhere; at least a loss will be. */
function namesIn(all: readonly (Metrics | null | undefined)[]): readonly MetricName[] {
  const merged = all.reduce<Metrics>((sum, metrics) => ({ ...sum, ...metrics }), { loss: 0 });
  return metricNames(merged);
}

/** A number, with its curve before it as code, where all bars are of one width; on one line. */
function cell(curve: string, value: number | undefined): string {
  if (value === undefined) return '';
  const text = formatValue(value);
  return curve === '' ? text : `\`${curve}\`${NO_BREAK}${text}`;
}

/** `epoch 17 of 50`, `done`, or after which epoch it stopped early. */
function statusOf({ status, epoch, epochs, earlyStop, diverged }: TrialProgress): string {
  if (status === 'running') return `epoch ${epoch} of ${epochs}`.replaceAll(' ', NO_BREAK);
  if (diverged) return `diverged in epoch ${diverged.epoch}`;
  if (status === 'paused' || status === 'waiting')
    return `${status}, epoch ${epoch} of ${epochs} is done`;
  return earlyStop === undefined ? status : `${status}, ${earlyStop.epoch} epochs`;
}

function stateOf({ status, epoch, epochs, diverged, earlyStop, waiting }: TrialProgress): string {
  if (waiting !== null) return `${waiting} (epoch ${epoch} of ${epochs} is done)`;
  if (diverged) return `diverged in epoch ${diverged.epoch}, at batch ${diverged.step}`;
  if (earlyStop) return `${status}, ${earlyStopText(earlyStop)}`;
  if (status === 'running') return `epoch ${epoch} of ${epochs}`;
  if (status === 'paused') return `paused, epoch ${epoch} of ${epochs} is done`;
  return `${status}, ${epochs} epochs`;
}

function repairsOf(repairs: number): string {
  const times = repairs === 1 ? 'Once' : `${repairs} times`;
  return `${times} something was lost from the store, and made again.`;
}
