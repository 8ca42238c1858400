import { count } from '../study/words.ts';
import { SOURCE_WORDS, listed } from '../study/format.ts';
import { dataLabel } from '../study/labels.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { SOURCES } from '../study/seeds.ts';
import type { Source } from '../study/seeds.ts';
import type { Hypothesis, Schedule } from '../study/spec.ts';
import { comparedPairs } from './differences.ts';

/** Over what a verdict holds: what varied, what was held fixed, and what nobody tuned. */
export function scopeOf(hypothesis: Hypothesis, plan: Plan): string {
  const indices = comparedPairs(hypothesis, plan).flatMap(({ treatment, baseline }) => [
    treatment,
    baseline,
  ]);
  const trials = [...new Set(indices)].map((index) => plan.trials[index]!);
  const [first] = trials;
  if (first === undefined) return 'Nothing was compared.';
  const varied = SOURCES.filter((source) => isVaried(source, plan, first));
  const data = [...new Set(trials.map((trial) => dataText(trial)))];
  const test = hypothesis.metric.startsWith('test.') ? ' and its test set' : '';
  const fixed = sameSettings(trials);
  return (
    `Over training randomness (${listed(varied.map((source) => SOURCE_WORDS[source]))}), on ` +
    `${listed(data)}${test}, at these settings` +
    (fixed.length === 0
      ? '.'
      : `: ${fixed.join(', ')}, the same for all variants compared and not tuned for each.`)
  );
}

function isVaried(source: Source, { vary }: Plan, { data }: PlannedTrial): boolean {
  return (vary?.includes(source) ?? true) && !(source === 'split' && data.split.file !== undefined);
}

function dataText({ data }: PlannedTrial): string {
  const { samples, split, dataset } = data;
  return (
    `${count(split.train)} training and ${count(split.validation)} validation samples of this pool ` +
    `of ${count(samples)} (${dataLabel(dataset)})`
  );
}

/** `schedule cosine (over 50, minimum 0, warmup 0)`: two are the same only with all their settings. */
function scheduleText(schedule: Schedule | undefined): string {
  if (schedule === undefined) return '';
  const { type, ...settings } = schedule;
  const told = Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`);
  return `schedule ${type}${told.length === 0 ? '' : ` (${told.sort().join(', ')})`}`;
}

/** Hyperparameters with one value for all compared trials. */
function sameSettings(trials: readonly PlannedTrial[]): readonly string[] {
  const settings: readonly ((trial: PlannedTrial) => string)[] = [
    ({ training }) => training.optimizer.type,
    ({ training }) => `learning rate ${training.optimizer.learningRate}`,
    ({ training }) => scheduleText(training.schedule),
    ({ training }) => {
      const { weightDecay } = training.optimizer;
      return weightDecay === 0 ? '' : `weight decay ${weightDecay}`;
    },
    ({ training }) => `batch size ${training.batchSize}`,
    ({ epochs }) => (epochs === 1 ? '1 epoch' : `${count(epochs)} epochs`),
  ];
  return settings.flatMap((text) => {
    const [only, ...others] = new Set(trials.map((trial) => text(trial)));
    return only === undefined || only === '' || others.length > 0 ? [] : [only];
  });
}
