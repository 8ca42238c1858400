import { readFileSync } from 'node:fs';

import { fetchDataset } from '../../datasets/fetch-dataset.ts';
import { decodeIdx } from '../../formats/idx.ts';
import { createModel } from '../../engine/model.ts';
import { TrainerPool } from '../../engine/pool.ts';
import type {
  ArtifactFile,
  EvaluateRequest,
  ImageSet,
  TrainRequest,
  TrainResponse,
} from '../../engine/protocol.ts';
import { decodeSamples, splitSamples } from '../../engine/split.ts';
import { createStreams } from '../../engine/streams.ts';
import { describeIf } from '../skip.ts';
import { isHere, reasonWithout } from './backends.ts';
import { trajectory } from './reference.ts';
import { mnistTraining, Workbench } from './requests.ts';

// Summation order is all that differs from PyTorch, and grows from step to step.
const TOLERANCE = {
  trainLoss: 5e-5,
  trainAccuracy: 0.0006,
  validationLoss: 2e-4,
  validationAccuracy: 0.0006,
};

const bench = new Workbench();
let data: ImageSet;

beforeAll(async () => {
  const { trainImages, trainLabels } = await fetchDataset('mnist');
  const artifact = ({ path, sha256 }: typeof trainImages): ArtifactFile => ({
    path,
    digest: `sha256:${sha256}`,
  });
  data = { images: artifact(trainImages), labels: artifact(trainLabels) };
}, 600_000);
afterAll(() => bench.remove());

test.each([0, 1] as const)('seed %i visits PyTorch’s batches in every epoch', (seed) => {
  const labels = decodeIdx(readFileSync(data.labels.path)).values;
  const split = splitSamples({ ...MNIST_SPLIT, seed });
  const samples = decodeSamples(split.train, 60_000);
  const { parameters } = createModel(mnistTraining('relu').layers, [28, 28, 1]);
  const random = parameters.map((parameter) => parameter.random);
  const settings = { randomness: 'torch', seed, total: 60_000, parameters: random } as const;
  const streams = createStreams(settings);
  for (const [index, { first16Labels }] of trajectory(seed, 'relu').epochs.entries()) {
    const first = streams.order(index + 1, 50_000).subarray(0, 16);
    expect([...first].map((position) => labels[samples[position]!])).toEqual(first16Labels);
  }
});

describeIf(isHere('tensorflow'), reasonWithout('tensorflow'), 'native TensorFlow', () => {
  test.each([
    [0, 'linear'],
    [0, 'relu'],
    [1, 'linear'],
    [1, 'relu'],
  ] as const)('follows PyTorch for 4 epochs: seed %i, %s', (seed, variant) =>
    expectToFollow('tensorflow', seed, variant, 4),
  );
});

describe('WebAssembly', () => {
  test.each(['linear', 'relu'] as const)('follows PyTorch for 2 epochs: seed 0, %s', (variant) =>
    expectToFollow('wasm', 0, variant, 2),
  );
});

const MNIST_SPLIT = {
  total: 60_000,
  train: 50_000,
  validation: 10_000,
  randomness: 'torch',
} as const;

async function expectToFollow(
  backend: 'tensorflow' | 'wasm',
  seed: 0 | 1,
  variant: 'linear' | 'relu',
  epochs: number,
): Promise<void> {
  const split = splitSamples({ ...MNIST_SPLIT, seed });
  const samples = bench.put(`train-${seed}`, split.train);
  const validation = bench.put(`validation-${seed}`, split.validation);
  const training = mnistTraining(variant);
  const pool = new TrainerPool({ slots: 1, backend });
  try {
    let state: ArtifactFile | null = null;
    for (const expected of trajectory(seed, variant).epochs.slice(0, epochs)) {
      const { epoch } = expected;
      const output = bench.output();
      const request: TrainRequest = {
        type: 'train',
        training,
        data,
        samples,
        seed,
        epoch,
        state,
        output,
      };
      const { metrics: train, state: digest }: TrainResponse = await pool.run(request);
      state = { digest, path: output };
      const evaluation: EvaluateRequest = {
        type: 'evaluate',
        training,
        data,
        samples: validation,
        state,
      };
      const { metrics } = await pool.run(evaluation);
      expectNear(train.loss, expected.train.loss, TOLERANCE.trainLoss);
      expectNear(train.accuracy!, expected.train.accuracy, TOLERANCE.trainAccuracy);
      expectNear(metrics.loss, expected.val.loss, TOLERANCE.validationLoss);
      expectNear(metrics.accuracy!, expected.val.accuracy, TOLERANCE.validationAccuracy);
    }
  } finally {
    await pool.close();
  }
}

function expectNear(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);
}
