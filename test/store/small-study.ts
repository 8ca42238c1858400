import { trialRef } from '../../store/commits.ts';
import type { BestSoFar, Commit, TrialRef } from '../../store/commits.ts';
import type { RunRef, StartedTrial } from '../../store/runs.ts';
import { startRun, updateRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { sha256 } from '../../study/digest.ts';
import { testKey } from '../../study/keys.ts';
import type { Plan, PlannedTrial } from '../../study/plan.ts';
import type { Divergence, EngineDescription, Metrics, TestMetrics } from '../../study/results.ts';
import { metricList } from '../../study/trial-inputs.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';

export const ENGINE: EngineDescription = {
  backend: 'wasm',
  reason: 'no other is installed',
  versions: { tfjs: '4.22.0' },
  node: 'v22.0.0',
  cpu: 'a processor',
  gpu: null,
};

const ACTIVATIONS = ['linear', 'relu'] as const;

/** A study of two variants at two seeds: trials 0 and 1 are linear, 2 and 3 relu. */
export function smallPlan(epochs = 3, study = 'small'): Plan {
  const spec = sha256(`${study} over ${epochs} epochs`);
  return {
    epochal: 1,
    study,
    spec,
    run: `${study}@${spec.slice('sha256:'.length, 'sha256:'.length + 8)}`,
    matrix: { activation: ACTIVATIONS },
    seeds: [0, 1],
    arithmetic: 'same',
    hypotheses: [],
    steps: [{ id: 'test', uses: 'test', per: 'trial', needs: [], with: {} }],
    trials: [0, 1, 2, 3].map((index) => plannedTrial(index, epochs)),
  };
}

function plannedTrial(index: number, epochs: number): PlannedTrial {
  const activation = ACTIVATIONS[index >> 1]!;
  return {
    index,
    variant: { activation },
    seed: index % 2,
    epochs,
    data: {
      dataset: 'mnist',
      samples: 60_000,
      shape: [28, 28, 1],
      split: { train: 50_000, validation: 10_000 },
    },
    training: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 10 },
        { type: 'activation', activation },
      ],
      batchSize: 128,
      optimizer: readOptimizer({ sgd: { learningRate: 0.15 } }),
      loss: readLoss('crossEntropy'),
      randomness: 'torch',
    },
    checkpoint: { keep: ['best', 'last'], monitor: 'validation.accuracy' },
  };
}

/** Starts a run of the plan, with nothing done yet. */
export async function start(store: Store, plan: Plan): Promise<void> {
  await startRun(store, { ...plan, plan: await store.writeJson(plan) });
}

/** Changes where the run stands. */
export async function stand(store: Store, plan: Plan, change: Partial<RunRef>): Promise<void> {
  await updateRun(store, { run: plan.run, plan: plan.spec }, (ref) => ({ ...ref, ...change }));
}

/** Marks a trial of the run as started. */
export async function startTrial(
  store: Store,
  plan: Plan,
  index: number,
  failed?: string,
): Promise<StartedTrial> {
  const trial: StartedTrial = {
    arithmetic: 'fingerprint-1',
    engine: ENGINE,
    key: sha256(`trial ${index}`),
    test: { images: sha256('test images'), labels: sha256('test labels') },
    ...(failed !== undefined && { failed }),
  };
  await updateRun(store, { run: plan.run, plan: plan.spec }, (ref) => ({
    ...ref,
    trials: { ...ref.trials, [index]: trial },
  }));
  return trial;
}

/** What epoch `epoch` of every trial measured: `validation.accuracy` is best in epoch 2. */
export function metricsOf(epoch: number): { train: Metrics; validation: Metrics } {
  return {
    train: { loss: 1 / epoch, accuracy: 0.5 },
    validation: { loss: 2 / epoch, accuracy: epoch === 2 ? 0.75 : 0.5 },
  };
}

/** Commits a trial's epochs 1 to `epochs`, the last one diverged if so asked; returns the digests. */
export async function commitEpochs(
  store: Store,
  trial: StartedTrial,
  epochs: number,
  diverged?: Divergence,
): Promise<string[]> {
  const digests: string[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const isDiverged = diverged !== undefined && epoch === epochs;
    const best: BestSoFar = {
      epoch: epoch === 1 ? 1 : 2,
      state: sha256(`state ${epoch === 1 ? 1 : 2} of ${trial.key}`),
      monitor: 'validation.accuracy',
      value: epoch === 1 ? 0.5 : 0.75,
    };
    const commit: Commit = {
      parent: digests.at(-1) ?? null,
      epoch,
      state: sha256(`state ${epoch} of ${trial.key}`),
      metrics: isDiverged ? null : metricsOf(epoch),
      best: isDiverged && epoch === 1 ? null : best,
      ...(isDiverged && { diverged }),
    };
    digests.push(await store.writeJson(commit));
  }
  const commit = digests.at(-1)!;
  await store.updateRef<TrialRef>(trialRef(trial.key), () => ({ commit, epoch: epochs }));
  return digests;
}

/** Records the test of a trial's best epoch, the second. */
export async function recordTest(
  store: Store,
  plan: Plan,
  index: number,
  trial: StartedTrial,
  result: TestMetrics,
): Promise<void> {
  const { metrics, training } = plan.trials[index]!;
  const { layers, loss } = training;
  const more = metricList(metrics);
  const state = sha256(`state 2 of ${trial.key}`);
  const key = testKey({
    arithmetic: trial.arithmetic,
    ...trial.test,
    layers,
    loss,
    ...more,
    state,
  });
  await store.writeRecord(key, 'test', result);
}
