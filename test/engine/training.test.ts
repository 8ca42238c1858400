import fc from 'fast-check';
import { sizeOf } from '../../study/shapes.ts';
import type { Backend } from '../../engine/backend.ts';
import { trainEpoch } from '../../engine/epoch.ts';
import type { Images } from '../../engine/images.ts';
import { createGather } from '../../engine/images.ts';
import { learningRateAt } from '../../engine/learning-rate.ts';
import { createLoss } from '../../engine/losses/create.ts';
import { decodeState, disposeState, encodeState } from '../../engine/state.ts';
import type { TrainingState } from '../../engine/state.ts';
import { trainStep } from '../../engine/train-step.ts';
import type { TrainingSpec } from '../../study/spec.ts';
import { samplesPerStep, stepsPerEpoch } from '../../study/steps-per-epoch.ts';
import { describeOnBackends } from './backends.ts';
import { trainingReference } from './reference.ts';
import type { SpecPart } from './reference.ts';
import { tiny, trainingOf } from './tiny.ts';
import { lossesOfSteps } from './twenty-steps.ts';

const { networks } = trainingReference();

describeOnBackends('a small network', (backend) => {
  test.each(networks.cases.map((each) => [JSON.stringify(each.training), each] as const))(
    'has PyTorch’s loss at each of 20 steps: %s',
    async (_, { training: part, losses }) => {
      const images: Images = {
        count: 40,
        shape: [4, 3, 1],
        pixels: Uint8Array.from(networks.pixels),
        labels: Uint8Array.from(networks.labels),
      };
      // 20 steps are 4 epochs of 5 at least, and cosine's horizon is written down.
      const training = trainingOf(part, { epochs: 4, samples: 40 });
      const before = backend().tf.memory().numTensors;
      const { weights } = networks;
      const seen = await lossesOfSteps(backend(), training, images, weights, losses.length);
      const differences = losses.map((loss, step) => Math.abs(seen[step]! - loss));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1e-3);
      expect(backend().tf.memory().numTensors).toBe(before);
    },
  );
});

describeOnBackends('gradient accumulation', (backend) => {
  test.each<[part: Omit<SpecPart, 'batchSize'>]>([
    [{ optimizer: { sgd: { learningRate: 0.5 } } }],
    [{ optimizer: { adam: { learningRate: 0.05 } }, gradientClipping: { norm: 0.1 } }],
    [
      {
        optimizer: { sgd: { learningRate: 0.5, momentum: 0.9 } },
        loss: { crossEntropy: { classWeights: [1, 2, 3, 4, 5] } },
      },
    ],
  ])('of 4 × 8 samples is the batch of 32, the last 4 too: %j', async (part) => {
    const { kernels } = backend();
    const run = async (batch: Partial<SpecPart>) => {
      const size = { epochs: 1, samples: 100 };
      const training = trainingOf({ batchSize: 8, ...part, ...batch }, size);
      const problem = tiny(backend(), training);
      const output = await trainEpoch({ ...problem, kernels, epoch: 1 });
      const weights = output.state.parameters.flatMap((p) => [...kernels.download(p)]);
      const { metrics } = output;
      const { steps } = output.state;
      disposeState(output.state);
      disposeState(problem.state);
      return { metrics, weights, steps };
    };
    const whole = await run({ batchSize: 32 });
    const parts = await run({ batchSize: 8, gradientAccumulation: 4 });
    expect(parts.steps).toBe(4);
    expect(whole.steps).toBe(4);
    expect(parts.metrics.loss).toBeCloseTo(whole.metrics.loss, 6);
    expect(parts.metrics.accuracy).toBe(whole.metrics.accuracy);
    for (const [i, weight] of whole.weights.entries()) {
      expect(parts.weights[i]).toBeCloseTo(weight, 5);
    }
    const small = await run({ batchSize: 8 });
    expect(small.steps).toBe(13);
  });
});

describeOnBackends('training with any settings', (backend) => {
  test('goes on from a state’s bytes as if it had not stopped', () => {
    fc.assert(
      fc.property(settings(), fc.integer({ min: 1, max: STEPS - 1 }), (part, stopAt) => {
        const training = trainingOf(part, { epochs: 3, samples: 100 });
        const straight = train(backend(), training, null);
        const resumed = train(backend(), training, stopAt);
        return Buffer.compare(straight, resumed) === 0;
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

const STEPS = 8;

/** The state's bytes after all steps, once written and read again on the way. */
function train(backend: Backend, training: TrainingSpec, stopAt: number | null): Uint8Array {
  const { kernels } = backend;
  const problem = tiny(backend, training);
  const { images, model, optimizer, samples, streams } = problem;
  const gather = createGather(images, training.batchSize);
  const loss = createLoss(training.loss, sizeOf(model.outputShape));
  const input = { kernels, model, optimizer, loss, images, gather, streams, training };
  const perEpoch = stepsPerEpoch(training, samples.length);
  const perStep = samplesPerStep(training);
  let { state } = problem;
  const replace = (next: TrainingState): void => {
    disposeState(state);
    state = next;
  };
  for (let step = 0; step < STEPS; step += 1) {
    if (step === stopAt) {
      const bytes = encodeState(kernels, model, optimizer, state);
      replace(decodeState(kernels, model, optimizer, bytes));
    }
    const at = (state.steps % perEpoch) * perStep;
    const epoch = Math.floor(state.steps / perEpoch) + 1;
    const moment = { epoch, step: state.steps, stepsPerEpoch: perEpoch, rateScale: 1 };
    const rate = learningRateAt(training, moment);
    replace(trainStep(input, state, samples.subarray(at, at + perStep), rate).state);
  }
  const bytes = encodeState(kernels, model, optimizer, state);
  disposeState(state);
  return bytes;
}

/** Any optimizer, schedule, clipping, accumulation and loss. */
function settings(): fc.Arbitrary<SpecPart> {
  const rate = fc.double({ min: 1e-3, max: 0.5, noNaN: true });
  const below = fc.double({ min: 0, max: 0.99, noNaN: true });
  const small = fc.constantFrom(0, 0.01);
  const base = { learningRate: rate, weightDecay: small };
  const moments = { ...base, beta1: below, beta2: below };
  const optimizer = fc.oneof(
    fc.record({ sgd: fc.record({ ...base, momentum: below }) }),
    fc.record({
      sgd: fc.record({ ...base, momentum: fc.constant(0.9), nesterov: fc.constant(true) }),
    }),
    fc.record({ adam: fc.record(moments) }),
    fc.record({ adamW: fc.record(moments) }),
    fc.record({ rmsprop: fc.record({ ...base, decay: below, momentum: below }) }),
    fc.record({ adagrad: fc.record({ ...base, initialAccumulator: small }) }),
  );
  const warmup = fc.constantFrom(0, 3, 0.5);
  const schedule = fc.oneof(
    fc.record({ constant: fc.record({ warmup }) }),
    fc.record({ step: fc.record({ every: fc.constantFrom(1, 2), warmup }) }),
    fc.record({ exponential: fc.record({ factor: fc.constant(0.5), warmup }) }),
    fc.record({ cosine: fc.record({ over: fc.constantFrom(1, 3), warmup }) }),
    fc.record({ oneCycle: fc.record({ warmup }) }),
  );
  const gradientClipping = fc.oneof(fc.record({ norm: rate }), fc.record({ value: rate }));
  const loss = fc.record({ crossEntropy: fc.record({ labelSmoothing: small }) });
  const gradientAccumulation = fc.integer({ min: 1, max: 3 });
  return fc.record(
    {
      batchSize: fc.constantFrom(16, 32),
      ...{ optimizer, schedule, gradientClipping, gradientAccumulation, loss },
    },
    { requiredKeys: ['batchSize', 'optimizer'] },
  );
}
