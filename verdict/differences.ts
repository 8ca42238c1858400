import { isOf, openValues } from '../study/compared-trials.ts';
import { directionOf } from '../study/metrics.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type { Results, TrialResult } from '../study/results.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { Hypothesis, MetricPath, Variant } from '../study/spec.ts';
import { mean } from '../statistics/summary.ts';
import { meanOverFolds } from './by-seed.ts';
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

/** Trials of one seed, alike in all variables that a hypothesis leaves open. */
type Cells = ReadonlyMap<string, readonly Measured[]>;

/** Pairs treatment and baseline by seed, and in all variables that the hypothesis leaves open. */
export function differencesOf(hypothesis: Hypothesis, results: Results, plan: Plan): Differences {
  const all = plan.trials.flatMap((planned): Measured[] => {
    const trial = results.trials[planned.index];
    return trial === undefined
      ? []
      : [{ trial, planned, value: measure(trial, planned, hypothesis) }];
  });
  const open = (planned: PlannedTrial): string =>
    openValues(planned.variant, hypothesis, plan.labels);
  const side = (assignment: Variant): readonly Measured[] =>
    all.filter(({ planned }) => isOf(planned.variant, assignment, hypothesis));
  const [treatments, baselines] = [side(hypothesis.treatment), side(hypothesis.baseline)];
  const common = new Set(baselines.map(({ planned }) => open(planned)));
  const shared = new Set(
    treatments.map(({ planned }) => open(planned)).filter((cell) => common.has(cell)),
  );
  const inBoth = (measured: readonly Measured[]): readonly Measured[] =>
    measured.filter(({ planned }) => shared.has(open(planned)));
  const [ofTreatment, ofBaseline] = [inBoth(treatments), inBoth(baselines)];
  const compared = [...ofTreatment, ...ofBaseline];
  const missing = compared.filter(({ value }) => value === null).map(({ trial }) => trial);
  const worst = worstOf(hypothesis, [ofTreatment, ofBaseline]);
  const filled = (measured: readonly Measured[]): Cells =>
    bySeedAndCell(
      measured.map((each) =>
        worst?.trials.has(each.trial) ? { ...each, value: worst.value(each.planned) } : each,
      ),
      open,
    );
  const [left, right] = [filled(ofTreatment), filled(ofBaseline)];
  const observed = plan.seeds.flatMap((seed): SeedDifference[] => {
    const cells = [...shared].map((cell) =>
      [left, right].map((of) => valueOf(of.get(`${seed} ${cell}`) ?? [])),
    );
    const pairs = cells.flatMap(([t = null, b = null]) =>
      t === null || b === null ? [] : [[t, b] as const],
    );
    if (pairs.length === 0 || pairs.length < cells.length) return [];
    const treatment = mean(pairs.map(([t]) => t));
    const baseline = mean(pairs.map(([, b]) => b));
    return [{ seed, treatment, baseline, difference: treatment - baseline }];
  });
  return {
    observed,
    missing,
    worst: missing.filter((trial) => worst?.trials.has(trial)),
    compared: compared.map(({ trial }) => trial),
  };
}

/**
 * The differences as they are tested: cut to multiples of a 2⁻⁴⁶th of the largest value that was
 * compared, so that rounding, some 2⁻⁵² of it, makes no two of them differ that are equal.
 */
export function testedDifferences(observed: readonly SeedDifference[]): readonly number[] {
  const largest = observed.reduce(
    (most, { treatment, baseline }) => Math.max(most, Math.abs(treatment), Math.abs(baseline)),
    0,
  );
  if (largest === 0) return observed.map(() => 0);
  const unit = 2 ** (Math.ceil(Math.log2(largest)) - 46);
  return observed.map(({ difference }) => Math.round(difference / unit) * unit);
}

/** The trials, by index, that a hypothesis sets against each other: equal in all but what it names. */
export function comparedPairs(
  hypothesis: Hypothesis,
  { trials, labels }: Plan,
): readonly { readonly treatment: number; readonly baseline: number }[] {
  const cell = (trial: PlannedTrial): string =>
    `${trial.seed} ${trial.fold ?? ''} ${openValues(trial.variant, hypothesis, labels)}`;
  const baselines = new Map(
    trials
      .filter(({ variant }) => isOf(variant, hypothesis.baseline, hypothesis))
      .map((trial) => [cell(trial), trial.index]),
  );
  return trials.flatMap((trial) => {
    const baseline = baselines.get(cell(trial));
    if (baseline === undefined || !isOf(trial.variant, hypothesis.treatment, hypothesis)) return [];
    return [{ treatment: trial.index, baseline }];
  });
}

function bySeedAndCell(
  measured: readonly Measured[],
  open: (planned: PlannedTrial) => string,
): Cells {
  const cells = new Map<string, Measured[]>();
  for (const each of measured) {
    const id = `${each.planned.seed} ${open(each.planned)}`;
    const known = cells.get(id);
    if (known === undefined) cells.set(id, [each]);
    else known.push(each);
  }
  return cells;
}

function valueOf(folds: readonly Measured[]): number | null {
  return meanOverFolds(folds.map(({ value }) => value));
}

/**
 * What stands in for values that trials do not have; null where the hypothesis wants none, or one side
 * has no value at all: then nothing is known of it but that it fails.
 */
function worstOf(
  { metric, onFailure }: Hypothesis,
  sides: readonly (readonly Measured[])[],
): {
  readonly trials: ReadonlySet<TrialResult>;
  readonly value: (planned: PlannedTrial) => number;
} | null {
  const known = sides.map((side) => side.flatMap(({ value }) => value ?? []));
  if (onFailure !== 'worst' || known.some((values) => values.length === 0)) return null;
  const trials = sides
    .flat()
    .filter(({ trial, value }) => value === null && hasFailed(trial, metric));
  const shape = shapeOf(metric);
  const lowerIsBetter = shape !== null || directionOf(metric as MetricPath) === 'lower';
  const worst = known.flat().reduce((a, b) => (lowerIsBetter ? Math.max(a, b) : Math.min(a, b)));
  return {
    trials: new Set(trials.map(({ trial }) => trial)),
    // One that has never been there has taken more epochs than it had.
    value: ({ epochs }) =>
      shape?.measure === 'epochsToReach' ? Math.max(worst, epochs + 1) : worst,
  };
}

/** Whether a trial lacks its number for good, and for a reason that says something of its settings. */
function hasFailed({ status }: TrialResult, metric: Hypothesis['metric']): boolean {
  if (status === 'failed' || status === 'diverged') return true;
  return status === 'done' && shapeOf(metric)?.measure === 'epochsToReach';
}
