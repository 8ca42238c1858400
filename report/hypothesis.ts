import { metricOf as nameOf, monitored } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Results, TrialResult } from '../study/results.ts';
import type { Hypothesis, MetricPath, Variant } from '../study/spec.ts';
import { counted, formatDifference, metricWords } from './format.ts';
import { bySeed, meanOverFolds } from './by-seed.ts';
import { moreSeedsCommand } from './seeds.ts';

/** Treatment minus baseline at one seed. */
interface ObservedDifference {
  readonly seed: number;
  readonly treatment: number;
  readonly baseline: number;
  readonly difference: number;
}

/** What can be said of a hypothesis: so far never more than what was seen, and why that decides nothing. */
export interface Judgement {
  readonly hypothesis: Hypothesis;
  readonly verdict: 'undecided';
  /** Plain sentences, for people. */
  readonly reason: string;
  /** The command that would bring it closer to a decision; null where no command would. */
  readonly command: string | null;
  readonly observed: readonly ObservedDifference[];
}

/** Says what was seen of a hypothesis's difference, and why it is undecided. */
export function judgeHypothesis(hypothesis: Hypothesis, results: Results, plan: Plan): Judgement {
  const observed = observe(hypothesis, results, plan.labels ?? []);
  const seeds = new Set(observed.map(({ seed }) => seed)).size;
  const [first] = observed;
  const judge = (reason: string, command: string | null): Judgement => ({
    hypothesis,
    verdict: 'undecided',
    reason,
    command,
    observed,
  });

  const missing = missingReason(hypothesis, results);
  if (missing !== null) return judge(missing, null);
  if (first === undefined) {
    return judge(
      'Treatment and baseline have no seed in common, so nothing can be compared.',
      null,
    );
  }
  const command = moreSeedsCommand(plan);
  if (seeds === 1) {
    const seen = formatDifference(hypothesis.metric, first.difference);
    return judge(
      `One seed was run. At seed ${first.seed} the difference in ${metricWords(hypothesis.metric)} is ${seen}. One seed can't tell an effect from chance: nothing says how far this number moves when only the seed changes.`,
      command,
    );
  }
  const mean = observed.reduce((sum, { difference }) => sum + difference, 0) / observed.length;
  const same = observed.every(({ difference }) => Math.sign(difference) === Math.sign(mean));
  return judge(
    `${counted(seeds, 'seed')} were run. The mean difference in ${metricWords(hypothesis.metric)} is ${formatDifference(hypothesis.metric, mean)}, ${same ? 'with the same sign at every seed' : 'and its sign is not the same at every seed'}. This version of Epochal shows the differences and does not yet test whether they could be chance.`,
    command,
  );
}

function observe(
  hypothesis: Hypothesis,
  results: Results,
  labels: readonly string[],
): ObservedDifference[] {
  const { metric } = hypothesis;
  const seeds = bySeed(results.trials);
  const baselines = seeds.filter(([trial]) => matches(trial, hypothesis.baseline));
  return seeds
    .filter(([trial]) => matches(trial, hypothesis.treatment))
    .flatMap((trials) => {
      const [{ seed }] = trials;
      const treatment = seedMetric(trials, metric);
      const partner = baselines.find(([other]) => paired(trials[0], other, hypothesis, labels));
      const baseline = partner === undefined ? null : seedMetric(partner, metric);
      if (treatment === null || baseline === null) return [];
      return [{ seed, treatment, baseline, difference: treatment - baseline }];
    });
}

/** A seed's value: the mean over its folds, where it has any. */
function seedMetric(trials: readonly TrialResult[], metric: MetricPath): number | null {
  return meanOverFolds(trials.map((trial) => metricOf(trial, metric)));
}

function missingReason(hypothesis: Hypothesis, results: Results): string | null {
  const needed = results.trials.filter(
    (trial) => matches(trial, hypothesis.treatment) || matches(trial, hypothesis.baseline),
  );
  const diverged = needed.filter(({ status }) => status === 'diverged');
  if (diverged.length > 0) {
    return `${diverged.length} of the ${counted(needed.length, 'trial')} that it compares diverged, so there is no ${metricWords(hypothesis.metric)} to compare.`;
  }
  const open = needed.filter((trial) => metricOf(trial, hypothesis.metric) === null);
  if (open.length === 0) return null;
  return `${open.length} of the ${counted(needed.length, 'trial')} that it compares ${open.length === 1 ? 'has' : 'have'} no ${metricWords(hypothesis.metric)} yet.`;
}

/** The metric of the model that is kept: of the best epoch, or of the test of that epoch's model. */
function metricOf(trial: TrialResult, metric: MetricPath): number | null {
  if (metric.startsWith('test.')) return trial.test?.[nameOf(metric)] ?? null;
  const best = trial.epochs.find(({ epoch }) => epoch === trial.best?.epoch);
  return best === undefined ? null : monitored(best, metric);
}

function matches(trial: TrialResult, assignment: Variant): boolean {
  return Object.entries(assignment).every(([name, value]) => trial.variant[name] === value);
}

/** Same seed, and equal in every variable that the hypothesis leaves open; labels are none. */
function paired(
  treatment: TrialResult,
  baseline: TrialResult,
  hypothesis: Hypothesis,
  labels: readonly string[],
): boolean {
  const names = [...Object.keys(treatment.variant), ...Object.keys(baseline.variant)];
  const open = names.filter(
    (name) => !Object.hasOwn(hypothesis.treatment, name) && !labels.includes(name),
  );
  return (
    treatment.seed === baseline.seed &&
    open.every((name) => treatment.variant[name] === baseline.variant[name])
  );
}
