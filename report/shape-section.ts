import { epochsToReach } from '../statistics/shape.ts';
import { mean } from '../statistics/summary.ts';
import { METRICS, monitored } from '../study/metrics.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Results, TrialResult } from '../study/results.ts';
import {
  capitalised,
  formatAccuracy,
  formatMetric,
  formatRoughness,
  listed,
  metricWords,
  nameWords,
} from '../study/format.ts';
import { variantLabel } from '../study/labels.ts';
import { groupByLabel } from './answer.ts';
import { curvesOf } from './compare.ts';
import type { CurveShape } from '../verdict/curve-shape.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import type { Block, Column, Section, Text } from './document.ts';
import { ownMetric } from './measured.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';
import { colourOf } from './variants-section.ts';

/** How each number of a shape is told; null where it is undefined. */
type Cell = (shape: CurveShape) => { readonly value: number; readonly text: string } | null;

const REVERSALS: Cell = ({ reversals }) =>
  reversals && { value: reversals.count, text: `${reversals.count} of ${reversals.moves}` };
const WRONG_WAY: Cell = ({ wrongWayShare: value }) =>
  value === null ? null : { value, text: formatAccuracy(value) };
const ROUGHNESS: Cell = ({ roughness: value }) =>
  value === null ? null : { value, text: formatRoughness(value) };
const LOGIT: Cell = ({ logitRoughness: value = null }) =>
  value === null ? null : { value, text: formatRoughness(value) };

/** How jittery each curve is, counted and measured; null while there is no curve. */
export function shapeSection(comparison: Comparison, results: Results, plan: Plan): Section | null {
  if (comparison.trials.every(({ epochs }) => epochs < 2)) return null;
  const own = ownMetric(plan);
  const tables = new ShapeTables(comparison, results, own);
  const seen = seenText(comparison, own);
  return {
    title: 'Shape of the curves',
    blocks: [
      ...(seen === null ? [] : [{ type: 'paragraph' as const, text: seen }]),
      explained(
        'Reversals',
        'how many moves from one epoch to the next made the metric worse. A tie is none.',
      ),
      ...tables.of(REVERSALS, (value) => String(Number(value.toFixed(2)))),
      explained(
        'Movement in the wrong direction',
        'the share of all movement, up and down, that made the metric worse.',
      ),
      ...tables.of(WRONG_WAY, formatAccuracy),
      explained(
        'Roughness',
        'how sharply the curve bends from epoch to epoch once the first fifth of the epochs is over (root mean square of the second differences, in units of the metric; 0 is a straight line).',
      ),
      ...tables.of(ROUGHNESS, formatRoughness),
      ...(METRICS[own].isShare
        ? [
            explained(
              'Roughness on the logit scale',
              'the same of log(p / (1 − p)). A share that comes near 0 or 1 has less room to be rough, so that its plain roughness shrinks there by itself.',
            ),
            ...tables.of(LOGIT, formatRoughness),
          ]
        : []),
      ...levelBlocks(results, own),
    ],
  };
}

function explained(name: string, meaning: string): Block {
  return { type: 'paragraph', text: [{ strong: name }, `: ${meaning}`] };
}

/** A table a number: a row a trial, or where variants have several a row each and the trials folded. */
class ShapeTables {
  readonly #trials: readonly ComparedTrial[];
  readonly #colour: (label: string) => number | null;
  readonly #curves: ReturnType<typeof curvesOf>;

  constructor(comparison: Comparison, results: Results, own: OwnMetric) {
    this.#trials = comparison.trials;
    this.#colour = colourOf(results);
    this.#curves = curvesOf(own);
  }

  of(cell: Cell, format: (value: number) => string): Block[] {
    const told = this.#curves.filter((curve) =>
      this.#trials.some(({ shape }) => cell(shape[curve]!) !== null),
    );
    if (told.length === 0) return [];
    const columns = told.map((curve): Column => ({
      title: capitalised(metricWords(curve)),
      align: 'right',
    }));
    const folded = hasFolds(this.#trials);
    const trials: Block = {
      type: 'table',
      columns: [...nameColumns(folded), ...columns],
      rows: this.#trials.map((trial) => ({
        colour: this.#colour(trial.label),
        cells: [
          ...nameCells(trial, folded),
          ...told.map((curve) => cell(trial.shape[curve]!)?.text ?? '–'),
        ],
      })),
    };
    const groups = [...groupByLabel(this.#trials)];
    if (groups.every(([, group]) => group.length === 1)) return [trials];
    const means: Block = {
      type: 'table',
      columns: [{ title: 'Variant', align: 'left' }, ...columns],
      rows: groups.map(([label, group]) => ({
        colour: this.#colour(label),
        cells: [
          label,
          ...told.map((curve) =>
            spread(
              group.map(({ shape }) => cell(shape[curve]!)?.value ?? null),
              format,
            ),
          ),
        ],
      })),
    };
    return [means, { type: 'fold', summary: 'Each trial', blocks: [trials] }];
  }
}

/** `3.67 (2 – 5)`: the mean, from the lowest to the highest. */
function spread(values: readonly (number | null)[], format: (value: number) => string): Text {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '–';
  const ends = [Math.min(...known), Math.max(...known)];
  return `${format(mean(known))} (${ends.map(format).join(' – ')})`;
}

/** Shares that people ask for. */
const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995] as const;

/** How many epochs each variant takes to come to a level that at least one trial reaches, and not at once. */
function levelBlocks(results: Results, own: OwnMetric): Block[] {
  if (!METRICS[own].isShare) return [];
  const { trials } = results;
  const colour = colourOf(results);
  const path = `validation.${own}` as const;
  const reached = (trial: TrialResult, level: number): number | null =>
    epochsToReach(
      trial.epochs.map((epoch) => monitored(epoch, path)),
      level,
      'higher',
    );
  const levels = LEVELS.filter((level) => trials.some((trial) => (reached(trial, level) ?? 1) > 1));
  if (levels.length === 0) return [];
  const labels = [...new Set(trials.map(({ variant }) => variantLabel(variant)))];
  const cellOf = (label: string, level: number): string => {
    const group = trials.filter(({ variant }) => variantLabel(variant) === label);
    const epochs = group.flatMap((trial) => reached(trial, level) ?? []);
    if (epochs.length === 0) return 'never';
    const [low, high] = [Math.min(...epochs), Math.max(...epochs)];
    const range = low === high ? String(low) : `${low} – ${high}`;
    return epochs.length === group.length
      ? range
      : `${range} (${epochs.length} of ${group.length})`;
  };
  return [
    explained(
      'Epochs to reach a level',
      `the first epoch with a ${metricWords(path)} of at least so much, from the fastest trial to the slowest; in brackets, how many reach it at all.`,
    ),
    {
      type: 'table',
      columns: [
        { title: 'Variant', align: 'left' },
        ...levels.map((level): Column => ({ title: formatMetric(path, level), align: 'right' })),
      ],
      rows: labels.map((label) => ({
        colour: colour(label),
        cells: [label, ...levels.map((level) => cellOf(label, level))],
      })),
    },
  ];
}

/** A few trials in a sentence; of many the tables say it better. */
function seenText({ trials }: Comparison, own: OwnMetric): string | null {
  const turned = trials.flatMap(({ label, shape }) => {
    const { reversals } = shape[`train.${own}`]!;
    return reversals === null ? [] : [`${label} ${reversals.count} of ${reversals.moves}`];
  });
  const labels = new Set(trials.map(({ label }) => label));
  if (turned.length !== trials.length || labels.size !== trials.length || turned.length > 4) {
    return null;
  }
  const worse = METRICS[own].direction === 'higher' ? 'fell' : 'rose';
  return `Moves in which training ${nameWords(own)} ${worse}: ${listed(turned)}.`;
}
