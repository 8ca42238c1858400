import type { Backend } from '../../engine/backend.ts';
import type { Images } from '../../engine/images.ts';
import { MersenneTwister } from '../../engine/mersenne-twister.ts';
import { createModel } from '../../engine/model.ts';
import type { Model } from '../../engine/model.ts';
import { createOptimizer } from '../../engine/optimizers/create.ts';
import type { EngineOptimizer } from '../../engine/optimizers/optimizer.ts';
import { initialState } from '../../engine/state.ts';
import type { TrainingState } from '../../engine/state.ts';
import { createStreams } from '../../engine/streams.ts';
import type { Streams } from '../../engine/streams.ts';
import { planSchedule } from '../../study/schedules.ts';
import { stepsPerEpoch } from '../../study/steps-per-epoch.ts';
import type { SpecPart } from './reference.ts';
import type { TrainingSpec } from '../../study/spec.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';

/** A problem of 100 images of 4 × 3 pixels in 5 classes, and a small network. */
export interface Tiny {
  readonly training: TrainingSpec;
  readonly images: Images;
  readonly samples: Uint32Array;
  readonly model: Model;
  readonly optimizer: EngineOptimizer;
  readonly streams: Streams;
  readonly state: TrainingState;
}

export function tinyTraining(activation: 'linear' | 'relu', learningRate = 0.1): TrainingSpec {
  return {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 7 },
      { type: 'activation', activation },
      { type: 'dense', units: 5 },
    ],
    batchSize: 32,
    optimizer: readOptimizer({ sgd: { learningRate } }),
    loss: readLoss('crossEntropy'),
    randomness: 'paired',
  };
}

/** The same network trained as a spec says. */
export function trainingOf(
  { optimizer, schedule, loss = 'crossEntropy', ...rest }: SpecPart,
  { epochs, samples, outputs = 5 }: { epochs: number; samples: number; outputs?: number },
): TrainingSpec {
  const tinyOne = tinyTraining('relu');
  const planned = planSchedule(schedule, { epochs, stepsPerEpoch: stepsPerEpoch(rest, samples) });
  return {
    ...tinyOne,
    layers: [...tinyOne.layers.slice(0, -1), { type: 'dense', units: outputs }],
    ...rest,
    optimizer: readOptimizer(optimizer),
    ...(planned && { schedule: planned.schedule }),
    loss: readLoss(loss),
  };
}

export function tinyImages(): Images {
  const generator = new MersenneTwister(1);
  const bytes = (length: number, range: number): Uint8Array =>
    Uint8Array.from({ length }, () => generator.nextUint32() % range);
  return { count: 100, shape: [4, 3, 1], pixels: bytes(1200, 256), labels: bytes(100, 5) };
}

export function tiny({ kernels }: Backend, training: TrainingSpec): Tiny {
  const images = tinyImages();
  const model = createModel(training.layers, images.shape);
  const optimizer = createOptimizer(training.optimizer);
  const parameters = model.parameters.map(({ random }) => random);
  const { randomness } = training;
  const streams = createStreams({ randomness, seed: 0, total: images.count, parameters });
  return {
    training,
    images,
    samples: streams.order(1, images.count),
    model,
    optimizer,
    streams,
    state: initialState(kernels, model, optimizer, streams, NOTHING_MEASURED),
  };
}

/** For models none of whose layers looks at the data before it is trained. */
export function NOTHING_MEASURED(): never {
  throw new Error('nothing is measured here');
}
