import { canonicalJson } from '../study/canonical.ts';
import { directionOf } from '../study/metrics.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type { Results, TrialResult } from '../study/results.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { Hypothesis, MetricPath, Variant } from '../study/spec.ts';
import { mean } from '../statistics/summary.ts';
import { measure } from './measure.ts';

/** Treatment minus baseline at one seed: each a mean over folds and over the other variables. */
export interface SeedDifference {
  readonly seed: number;
  readonly treatment: number;
  readonly baseline: number;
  readonly difference: number;
}

/** What a hypothesis has to be tested with. */
export interface Differences {
  /** In the order of the study's seeds. */
  readonly observed: readonly SeedDifference[];
  /** Compared trials without the number that is compared. */
  readonly missing: readonly TrialResult[];
  /** Those of them that count with the worst value, since the hypothesis says so. */
  readonly worst: readonly TrialResult[];
  /** All compared trials. */
  readonly compared: readonly TrialResult[];
}

interface Measured {
  readonly trial: TrialResult;
  readonly planned: PlannedTrial;
  readonly value: number | null;
}

/** Pairs treatment and baseline by seed, and in all variables that the hypothesis leaves open. */
export function differencesOf(hypothesis: Hypothesis, results: Results, plan: Plan): Differences {
  const side = (assignment: Variant): readonly Measured[] =>
    plan.trials.flatMap((planned) => {
      const trial = results.trials[planned.index];
      if (trial === undefined || !hasAll(planned.variant, assignment)) return [];
      return [{ trial, planned, value: measure(trial, planned, hypothesis) }];
    });
  const open = (planned: PlannedTrial): string => openValues(planned, hypothesis, plan.labels);
  const [treatments, baselines] = [side(hypothesis.treatment), side(hypothesis.baseline)];
  const common = new Set(baselines.map(({ planned }) => open(planned)));
  const shared = new Set(
    treatments.map(({ planned }) => open(planned)).filter((cell) => common.has(cell)),
  );
  const inBoth = (all: readonly Measured[]): readonly Measured[] =>
    all.filter(({ planned }) => shared.has(open(planned)));
  const compared = [...inBoth(treatments), ...inBoth(baselines)];
  const missing = compared.filter(({ value }) => value === null).map(({ trial }) => trial);
  const known = compared.flatMap(({ value }) => value ?? []);
  const worst =
    hypothesis.onFailure === 'worst' && known.length > 0 ? missing.filter(hasEnded) : [];
  const filled = (all: readonly Measured[]): readonly Measured[] =>
    inBoth(all).map((each) =>
      worst.includes(each.trial) ? { ...each, value: worstOf(hypothesis, known) } : each,
    );
  const [ofTreatment, ofBaseline] = [filled(treatments), filled(baselines)];
  const observed = plan.seeds.flatMap((seed): SeedDifference[] => {
    const cells = [...shared].map((cell) => {
      const valueIn = (all: readonly Measured[]): number | null =>
        meanOf(all.filter(({ planned }) => planned.seed === seed && open(planned) === cell));
      return [valueIn(ofTreatment), valueIn(ofBaseline)] as const;
    });
    const pairs = cells.flatMap(([t, b]) => (t === null || b === null ? [] : [[t, b] as const]));
    if (pairs.length === 0 || pairs.length < cells.length) return [];
    const treatment = mean(pairs.map(([t]) => t));
    const baseline = mean(pairs.map(([, b]) => b));
    return [{ seed, treatment, baseline, difference: treatment - baseline }];
  });
  return { observed, missing, worst, compared: compared.map(({ trial }) => trial) };
}

/** The trials, by index, that a hypothesis sets against each other: equal in all but what it names. */
export function comparedPairs(
  hypothesis: Hypothesis,
  { trials, labels }: Plan,
): readonly { readonly treatment: number; readonly baseline: number }[] {
  const cell = (trial: PlannedTrial): string =>
    `${trial.seed} ${trial.fold ?? ''} ${openValues(trial, hypothesis, labels)}`;
  const baselines = new Map(
    trials
      .filter(({ variant }) => hasAll(variant, hypothesis.baseline))
      .map((trial) => [cell(trial), trial.index]),
  );
  return trials.flatMap((trial) => {
    const baseline = baselines.get(cell(trial));
    if (baseline === undefined || !hasAll(trial.variant, hypothesis.treatment)) return [];
    return [{ treatment: trial.index, baseline }];
  });
}

/** A seed's value: the mean over its folds; null while one has none. */
function meanOf(measured: readonly Measured[]): number | null {
  const values = measured.flatMap(({ value }) => value ?? []);
  return values.length === 0 || values.length < measured.length ? null : mean(values);
}

/** Whether nothing more comes of a trial that lacks its number. */
function hasEnded({ status }: TrialResult): boolean {
  return ['failed', 'diverged', 'done'].includes(status);
}

function worstOf({ metric }: Hypothesis, values: readonly number[]): number {
  const lowerIsBetter = shapeOf(metric) !== null || directionOf(metric as MetricPath) === 'lower';
  return values.reduce((a, b) => (lowerIsBetter ? Math.max(a, b) : Math.min(a, b)));
}

function hasAll(variant: Variant, assignment: Variant): boolean {
  return Object.entries(assignment).every(([name, value]) => variant[name] === value);
}

/** The values of all variables that the hypothesis leaves open; labels are none. */
function openValues(
  { variant }: PlannedTrial,
  { treatment }: Hypothesis,
  labels: readonly string[] = [],
): string {
  return canonicalJson(
    Object.fromEntries(
      Object.entries(variant).filter(
        ([name]) => !Object.hasOwn(treatment, name) && !labels.includes(name),
      ),
    ),
  );
}
