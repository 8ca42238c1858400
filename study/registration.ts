import { canonicalJson } from './canonical.ts';
import { DEFAULTS } from './defaults.ts';
import { digestOf } from './digest.ts';
import type { Plan } from './plan.ts';

/** What of a question can change, as people call it. */
export type QuestionPart = 'hypotheses' | 'tests' | 'seeds' | 'alpha';

/** A question that was written down under a study's name. */
export interface RegisteredQuestion {
  /** `sha256:…` of hypotheses, seeds and alpha. */
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
  /** The questions asked under this study's name, oldest first; the last one is the run's. */
  readonly history: readonly RegisteredQuestion[];
  /** Seeds of which the store had epochs by then, whichever study computed them. */
  readonly reused: readonly number[];
}

/** Whether the question was asked when its answer could be seen already. */
export function isExploratory({ history }: Registration): boolean {
  return history.at(-1)!.afterResults;
}

/** The digest of what is registered. */
export function questionDigest(plan: Plan): string {
  return digestOf(questionOf(plan));
}

/** In what two questions differ. */
export function changedParts(before: Plan, after: Plan): readonly QuestionPart[] {
  const [a, b] = [questionOf(before), questionOf(after)];
  const tests = (plan: Plan): unknown => plan.hypotheses.map(({ test }) => test ?? DEFAULTS.test);
  const untested = (plan: Plan): unknown => plan.hypotheses.map(({ test: _test, ...rest }) => rest);
  const parts: readonly (readonly [QuestionPart, unknown, unknown])[] = [
    ['hypotheses', untested(before), untested(after)],
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
export function judgedPart(plan: Plan): object {
  const { vary, labels } = plan;
  const trials = plan.trials.map(({ variant, seed, fold, epochs, data, training }) => ({
    ...{ variant, seed, epochs },
    ...(fold !== undefined && { fold }),
    data: { dataset: data.dataset, samples: data.samples, split: data.split },
    settings: [training.optimizer, training.batchSize, training.schedule?.type ?? 'constant'],
  }));
  return { ...questionOf(plan), trials, ...(vary && { vary }), ...(labels && { labels }) };
}

function questionOf({ hypotheses, seeds, alpha = DEFAULTS.alpha }: Plan): {
  readonly hypotheses: Plan['hypotheses'];
  readonly seeds: readonly number[];
  readonly alpha: number;
} {
  return { hypotheses, seeds, alpha };
}
