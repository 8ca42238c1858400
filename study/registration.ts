import { canonicalJson } from './canonical.ts';
import { DEFAULTS } from './defaults.ts';
import { digestOf } from './digest.ts';
import type { TrialName } from './labels.ts';
import type { Plan } from './plan.ts';
import type { Hypothesis, Variant } from './spec.ts';

/** What of a question can change, as people call it. */
export type QuestionPart = 'hypotheses' | 'tests' | 'seeds' | 'alpha';

/** A question that was written down under a study's name. */
export interface RegisteredQuestion {
  /** `sha256:…` of hypotheses, tests, seeds and alpha. */
  readonly digest: string;
  /** The run that it was written down for. */
  readonly run: string;
  /** In what it differs from the question before it; nothing for the first. */
  readonly changed: readonly QuestionPart[];
  /** Whether results of the study could be seen by then. */
  readonly afterResults: boolean;
}

/** What was written down before a run's first result. */
export interface Registration {
  /** The run's question. */
  readonly digest: string;
  /** All questions asked under this study's name by then, oldest first. */
  readonly history: readonly RegisteredQuestion[];
  /** Other runs of this name that had results by then: the same question, say, at other settings. */
  readonly earlier: readonly string[];
  /** Seeds of which the store had epochs when the question was written down, whoever computed them. */
  readonly reused: readonly { readonly variant: Variant; readonly seeds: readonly number[] }[];
}

/** The question that a run answers; undefined for a registration that is not whole. */
export function questionOf({ digest, history }: Registration): RegisteredQuestion | undefined {
  return history.find((question) => question.digest === digest);
}

/** Whether the question was asked when its answer could be seen already. */
export function isExploratory(registration: Registration): boolean {
  return questionOf(registration)?.afterResults ?? true;
}

/** Whether epochs of a trial were there before its question was written down. */
export function isReused({ reused }: Registration, { variant, seed }: TrialName): boolean {
  const name = canonicalJson(variant);
  return reused.some(
    (known) => known.seeds.includes(seed) && canonicalJson(known.variant) === name,
  );
}

/** The seeds of which any trial was there before, in the study's order. */
export function reusedSeeds({ reused }: Registration, { seeds }: Plan): readonly number[] {
  return seeds.filter((seed) => reused.some((known) => known.seeds.includes(seed)));
}

/** The digest of what is registered. */
export function questionDigest(plan: Plan): string {
  return digestOf(registered(plan));
}

/** In what two questions differ. */
export function changedParts(before: Plan, after: Plan): readonly QuestionPart[] {
  const [a, b] = [registered(before), registered(after)];
  const tests = (plan: Plan): unknown => plan.hypotheses.map(({ test }) => test ?? DEFAULTS.test);
  const untested = ({ hypotheses }: typeof a): unknown =>
    hypotheses.map(({ test: _test, ...rest }) => rest);
  const parts: readonly (readonly [QuestionPart, unknown, unknown])[] = [
    ['hypotheses', untested(a), untested(b)],
    ['tests', tests(before), tests(after)],
    ['seeds', a.seeds, b.seeds],
    ['alpha', a.alpha, b.alpha],
  ];
  const changed = parts.filter(([, x, y]) => canonicalJson(x) !== canonicalJson(y));
  // Where other things are asked, they are tested otherwise as a matter of course.
  const names = changed.map(([part]) => part);
  return names.includes('hypotheses') ? names.filter((part) => part !== 'tests') : names;
}

/** What of a plan its verdicts say something of, besides the results; nothing of how it is written. */
export function judgedPart({ hypotheses, seeds, alpha, vary, labels, ...plan }: Plan): object {
  const trials = plan.trials.map(({ variant, seed, fold, epochs, data, training }) => ({
    ...{ variant, seed, epochs },
    ...(fold !== undefined && { fold }),
    data: { dataset: data.dataset, samples: data.samples, split: data.split },
    settings: [training.optimizer, training.batchSize, training.schedule ?? 'constant'],
  }));
  return {
    ...{ hypotheses, seeds, trials, alpha: alpha ?? DEFAULTS.alpha },
    ...(vary && { vary }),
    ...(labels && { labels }),
  };
}

/** How a question is worded, and in which order its parts stand, makes it no other. */
function registered({ hypotheses, seeds, alpha = DEFAULTS.alpha }: Plan): {
  readonly hypotheses: readonly Omit<Hypothesis, 'claim'>[];
  readonly seeds: readonly number[];
  readonly alpha: number;
} {
  const worded = hypotheses.map(
    ({ claim: _claim, ...rest }) => [canonicalJson(rest), rest] as const,
  );
  return {
    hypotheses: worded.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, rest]) => rest),
    seeds: seeds.toSorted((a, b) => a - b),
    alpha,
  };
}
