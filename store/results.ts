import { nameOf } from '../study/labels.ts';
import { testKey } from '../study/keys.ts';
import { metricNames } from '../study/metrics.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type {
  Crossing,
  EngineDescription,
  EpochResult,
  Metrics,
  Results,
  StudyStatus,
  TestMetrics,
  TrialResult,
  TrialStatus,
} from '../study/results.ts';
import type { Variant } from '../study/spec.ts';
import { isTested } from '../study/steps.ts';
import { metricList } from '../study/trial-inputs.ts';
import { EpochalError } from '../study/errors.ts';
import { CommitReader, trialRef } from './commits.ts';
import type { Commit, TrialRef } from './commits.ts';
import { damageLog, readRun, runNamed } from './runs.ts';
import type { RunRef, StartedTrial } from './runs.ts';
import type { Store } from './store.ts';

/** A run's results, and what they were asked of and computed with. */
export interface CollectedResults {
  readonly results: Results;
  readonly plan: Plan;
  /** The engine that each arithmetic fingerprint stands for. */
  readonly engines: Readonly<Record<string, EngineDescription>>;
  readonly ref: RunRef;
}

/**
 * A run's table, read from the store alone: for each trial the walk back from the commit of the
 * study's own last epoch, so that each epoch is there exactly once.
 *
 * @param run `<study>@<digest8>`, or a study's name for its newest run.
 * @param standing where the run stands, if that is to be another than its ref says
 * @throws EpochalError STUDY_UNKNOWN, naming the studies that the store has.
 */
export async function collectResults(
  store: Store,
  run: string,
  standing: (ref: RunRef) => RunRef = (ref) => ref,
  reader?: CommitReader,
): Promise<CollectedResults> {
  const name = await runNamed(store, run);
  const found = await readRun(store, name);
  if (found === null) throw await unknownStudy(store, run);
  const ref = standing(found);
  // Whoever finds damage writes it down: the study would only see that something is not there.
  const noting = store.notingDamageIn(damageLog(name));
  const commits = reader ?? new CommitReader(noting);
  const plan = asWritten(await noting.readJson<Plan>(ref.plan));
  const trials = await Promise.all(
    plan.trials.map((trial) => collectTrial(noting, commits, trial, ref, plan)),
  );
  return { results: tableOf(plan, ref, trials), plan, engines: enginesOf(ref), ref };
}

/** The trials, by index, that lack epochs or their test; one that diverged lacks nothing. */
export function incompleteTrials({ trials }: Results, plan: Plan): number[] {
  const tested = isTested(plan);
  const incomplete = plan.trials.filter(({ index, epochs }) => {
    const trial = trials[index];
    if (trial?.diverged) return false;
    return (
      trial?.epochs.length !== (trial?.earlyStop?.epoch ?? epochs) ||
      (tested && trial.best !== null && !trial.test)
    );
  });
  return incomplete.map(({ index }) => index);
}

function tableOf(plan: Plan, ref: RunRef, trials: readonly TrialResult[]): Results {
  const arithmetics = Object.keys(enginesOf(ref));
  return {
    study: plan.study,
    run: plan.run,
    status: ref.status,
    spec: plan.spec,
    arithmetic: arithmetics.length === 0 ? null : arithmetics.sort().join(' '),
    trials,
  };
}

/** The plan with variables in the order of the spec: it has been read from canonical JSON. */
function asWritten(plan: Plan): Plan {
  const { variables = [] } = plan;
  if (variables.length === 0) return plan;
  const ordered = (variant: Variant): Variant => {
    const known = variables.filter((name) => Object.hasOwn(variant, name));
    return { ...Object.fromEntries(known.map((name) => [name, variant[name]!])), ...variant };
  };
  return {
    ...plan,
    trials: plan.trials.map((trial) => ({ ...trial, variant: ordered(trial.variant) })),
    hypotheses: plan.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      treatment: ordered(hypothesis.treatment),
      baseline: ordered(hypothesis.baseline),
    })),
  };
}

function enginesOf(ref: RunRef): Record<string, EngineDescription> {
  const started = Object.values(ref.trials);
  return Object.fromEntries(
    started.flatMap(({ arithmetic, engine, crossings = [] }) => [
      ...crossings.map((crossing) => [crossing.from, crossing.engine] as const),
      [arithmetic, engine] as const,
    ]),
  );
}

async function collectTrial(
  store: Store,
  reader: CommitReader,
  trial: PlannedTrial,
  ref: RunRef,
  plan: Plan,
): Promise<TrialResult> {
  const started = ref.trials[trial.index];
  const tip = started && (await store.readRef<TrialRef>(trialRef(started.key)));
  const chain = tip ? await reader.chain(tip.commit, trial.epochs) : [];
  const last = chain.at(-1)?.commit ?? null;
  const tested = isTested(plan);
  // What another study found of the same state is no result of one that does without.
  const test = tested && started && last ? await findTest(store, trial, started, last) : null;
  const complete = last !== null && isLast(last, trial) && (test !== null || !last.best || !tested);
  return {
    ...nameOf(trial),
    status: trialStatus(ref.status, { started, last, complete }),
    epochs: chain.flatMap(({ digest, commit }) => epochResult(digest, commit)),
    best: last?.best
      ? { epoch: last.best.epoch, metrics: { [last.best.monitor]: last.best.value } }
      : null,
    test,
    ...(last?.diverged && { diverged: last.diverged }),
    ...(last?.earlyStop && { earlyStop: last.earlyStop }),
    ...(started?.crossings && { crossings: started.crossings.map(crossingOf) }),
  };
}

function epochResult(digest: string, commit: Commit): EpochResult[] {
  if (commit.metrics === null) return [];
  const { train, validation } = commit.metrics;
  return [
    {
      epoch: commit.epoch,
      train: inOrder(train),
      validation: inOrder(validation),
      checkpoint: commit.state,
      commit: digest,
    },
  ];
}

function crossingOf({ epoch, from, to }: Crossing): Crossing {
  return { epoch, from, to };
}

/** Canonical JSON sorts its members; people read loss before accuracy. */
function inOrder({ confusionMatrix, predictions, ...metrics }: TestMetrics): TestMetrics {
  const members = metricNames(metrics).map((name) => [name, metrics[name]]);
  return {
    ...(Object.fromEntries(members) as unknown as Metrics),
    ...(confusionMatrix && { confusionMatrix }),
    ...(predictions !== undefined && { predictions }),
  };
}

/**
 * The test's record; it exists once the trial's last epoch is done and its best one was tested. A trial
 * that diverged is not tested, though a shorter study may have tested the same best state.
 */
async function findTest(
  store: Store,
  trial: PlannedTrial,
  started: StartedTrial,
  last: Commit,
): Promise<TestMetrics | null> {
  if (last.best === null || last.diverged || !isLast(last, trial)) return null;
  const { layers, loss } = trial.training;
  const { arithmetic, test } = started;
  const more = metricList(trial.metrics);
  const key = testKey({ arithmetic, ...test, layers, loss, ...more, state: last.best.state });
  const record = await store.readRecord<TestMetrics>(key);
  return record && inOrder(record);
}

function trialStatus(
  study: StudyStatus,
  trial: {
    readonly started: StartedTrial | undefined;
    readonly last: Commit | null;
    readonly complete: boolean;
  },
): TrialStatus {
  const { started, last, complete } = trial;
  if (last?.diverged) return 'diverged';
  if (started?.failed !== undefined) return 'failed';
  if (study === 'done' || complete) return 'done';
  if (study === 'failed' || study === 'stopped') return 'stopped';
  return started === undefined ? 'pending' : study;
}

/** Whether no epoch of the trial follows. */
function isLast(commit: Commit, trial: PlannedTrial): boolean {
  return commit.epoch === trial.epochs || commit.earlyStop !== undefined;
}

async function unknownStudy(store: Store, run: string): Promise<EpochalError> {
  const studies = (await store.listRefs('studies')).map((name) => name.split('/')[1] ?? name);
  const known = studies.length === 0 ? 'It has none yet.' : `It has: ${studies.join(', ')}.`;
  return new EpochalError(
    'STUDY_UNKNOWN',
    `No study ${JSON.stringify(run)} in the store ${store.location}. ${known} ` +
      'Start one with `epochal run <spec.yaml>`.',
    { run, store: store.location, studies },
  );
}
