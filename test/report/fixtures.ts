import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../study/plan.ts';
import type { EngineDescription, EpochResult, Results, TrialResult } from '../../study/results.ts';
import type { MatrixValue, TrainingSpec } from '../../study/spec.ts';
import type { Evidence } from '../../verdict/judge.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';

interface Reference {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly train: { readonly loss: number; readonly accuracy: number };
    readonly val: { readonly loss: number; readonly accuracy: number };
  }[];
  readonly best: {
    readonly epoch: number;
    readonly val: number;
    readonly test: TrialResult['test'];
  };
}

export const FINGERPRINT = 'f1'.repeat(32);

export const ENGINES: Readonly<Record<string, EngineDescription>> = {
  [FINGERPRINT]: {
    backend: 'tensorflow',
    reason: 'no GPU was found',
    versions: { '@tensorflow/tfjs-node': '4.22.0', TensorFlow: '2.18.0' },
    node: 'v20.20.2',
    cpu: 'Example CPU @ 2.00GHz',
    gpu: null,
  },
};

/** The relu study over PyTorch's own numbers: seed 0 has 50 epochs, seed 1 has 10. */
export function referenceStudy(seeds: readonly number[] = [0], epochs = 50): Results {
  return study(
    (['linear', 'relu'] as const).flatMap((activation) =>
      seeds.map((seed) => referenceTrial(activation, seed, epochs)),
    ),
  );
}

/** A study of the given trials, done unless said otherwise. */
export function study(trials: readonly TrialResult[], status: Results['status'] = 'done'): Results {
  return {
    study: 'relu',
    run: 'relu@1f2e3d4c',
    status,
    spec: `sha256:${'5a'.repeat(32)}`,
    arithmetic: trials.some((trial) => trial.epochs.length > 0) ? FINGERPRINT : null,
    trials,
  };
}

/** The first `epochs` epochs of a reference trial. Its test result is that of the whole reference. */
export function referenceTrial(
  activation: 'linear' | 'relu',
  seed: number,
  epochs: number,
): TrialResult {
  const file = `seed${seed}-${activation}-${seed === 0 ? 50 : 10}.json`;
  const path = join(__dirname, '..', 'reference', file);
  const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference;
  const rows = reference.epochs.slice(0, epochs).map(({ epoch, train, val }): EpochResult => ({
    epoch,
    train: { loss: train.loss, accuracy: train.accuracy },
    validation: { loss: val.loss, accuracy: val.accuracy },
    checkpoint: digest(activation, seed, epoch, 'c'),
    commit: digest(activation, seed, epoch, 'e'),
  }));
  return {
    variant: { activation },
    seed,
    status: 'done',
    epochs: rows,
    best: bestOf(rows),
    test: reference.best.test,
  };
}

/** The question was written down first, and no seed had been computed before. */
export const EVIDENCE: Evidence = {
  registration: {
    digest: 'sha256:a',
    history: [{ digest: 'sha256:a', run: 'relu@1f2e3d4c', changed: [], afterResults: false }],
    earlier: [],
    reused: [],
  },
  scores: new Map(),
};

/** For charts of curves alone. */
export const NOTHING_COMPARED = { summaries: [], verdicts: [] } as const;

/** A trial that has not begun. */
export function pendingTrial(activation: string, seed = 0): TrialResult {
  return { variant: { activation }, seed, status: 'pending', epochs: [], best: null, test: null };
}

/** The plan that belongs to results: same variants, same seeds. */
export function planOf(results: Results, epochs = 50): Plan {
  const seeds = [...new Set(results.trials.map(({ seed }) => seed))];
  const values: MatrixValue[] = [
    ...new Set(results.trials.map(({ variant }) => variant['activation'] ?? 'linear')),
  ];
  return {
    epochal: 1,
    study: results.study,
    question: 'What does ReLU do to the accuracy and loss of a small network on MNIST?',
    spec: results.spec,
    run: results.run,
    matrix: { activation: values },
    seeds,
    arithmetic: 'same',
    hypotheses: [
      {
        claim: 'ReLU raises test accuracy',
        metric: 'test.accuracy',
        treatment: { activation: 'relu' },
        baseline: { activation: 'linear' },
        expect: 'greater',
        minEffect: 0.01,
      },
    ],
    steps: [{ id: 'test', uses: 'test', per: 'trial', needs: [], with: {} }],
    trials: results.trials.map(({ variant, seed }, index) => ({
      index,
      variant,
      seed,
      epochs,
      data: {
        dataset: 'mnist',
        samples: 60_000,
        shape: [28, 28, 1],
        split: { train: 50_000, validation: 10_000 },
      },
      training: training(variant['activation'] === 'relu' ? 'relu' : 'linear'),
      checkpoint: { keep: ['best', 'last'], monitor: 'validation.accuracy' },
    })),
  };
}

function training(activation: 'linear' | 'relu'): TrainingSpec {
  return {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 512 },
      { type: 'activation', activation },
      { type: 'dense', units: 10 },
    ],
    batchSize: 128,
    optimizer: readOptimizer({ sgd: { learningRate: 0.15 } }),
    loss: readLoss('crossEntropy'),
    randomness: 'torch',
  };
}

function bestOf(rows: readonly EpochResult[]): TrialResult['best'] {
  const [first] = rows;
  if (first === undefined) return null;
  const best = rows.reduce(
    (a, b) => (b.validation.accuracy! > a.validation.accuracy! ? b : a),
    first,
  );
  return { epoch: best.epoch, metrics: { 'validation.accuracy': best.validation.accuracy! } };
}

function digest(activation: string, seed: number, epoch: number, letter: string): string {
  const name = `${activation === 'relu' ? 1 : 0}${seed}${String(epoch).padStart(3, '0')}`;
  return `sha256:${name}${letter.repeat(64 - name.length)}`;
}
