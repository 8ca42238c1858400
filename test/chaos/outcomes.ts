import type { Outcome } from '../../chaos/compare.ts';
import type { EpochResult, Results, TrialResult } from '../../study/results.ts';

/** Two trials of three epochs, all of it well: what a comparison starts from. */
export function undisturbed(): Outcome {
  const trials = [0, 1].map(trialOf);
  const results: Results = {
    study: 'relu',
    run: 'relu@12345678',
    status: 'done',
    spec: digest('spec'),
    arithmetic: 'f'.repeat(64),
    trials,
  };
  return outcomeOf(results);
}

/** The outcome with one trial changed, as if it had been printed so. */
export function withTrial(
  outcome: Outcome,
  index: number,
  change: (trial: TrialResult) => Partial<TrialResult>,
): Outcome {
  const trials = outcome.results.trials.map((trial, i) =>
    i === index ? { ...trial, ...change(trial) } : trial,
  );
  return outcomeOf({ ...outcome.results, trials });
}

/** A digest that a name stands for. */
export function digest(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
}

function outcomeOf(results: Results): Outcome {
  const checkpoints = results.trials.flatMap(({ epochs }) => epochs.map((e) => e.checkpoint));
  return {
    results,
    text: JSON.stringify(results, null, 2),
    provenance: { epochal: '0.1.0', engines: {}, events: [], damage: [] },
    bytes: new Map(checkpoints.map((checkpoint) => [checkpoint, checkpoint])),
  };
}

function trialOf(seed: number): TrialResult {
  return {
    variant: { activation: 'relu' },
    seed,
    status: 'done',
    epochs: [1, 2, 3].map((epoch) => epochOf(seed, epoch)),
    best: { epoch: 3, metrics: { 'validation.accuracy': 0.9 } },
    test: { loss: 0.3, accuracy: 0.9 },
  };
}

function epochOf(seed: number, epoch: number): EpochResult {
  const metrics = { loss: 1 / epoch, accuracy: 0.8 };
  const checkpoint = digest(`state ${seed} ${epoch}`);
  const commit = digest(`commit ${seed} ${epoch}`);
  return { epoch, train: metrics, validation: metrics, checkpoint, commit };
}
