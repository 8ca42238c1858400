import { encodePredictions } from '../store/predictions.ts';
import { EpochalError } from '../study/errors.ts';
import { sizeOf } from '../study/shapes.ts';
import type { TrainingSpec } from '../study/spec.ts';
import { digestOf, readArtifact, writeDurably } from './artifact.ts';
import type { Backend } from './backend.ts';
import { trainEpoch } from './epoch.ts';
import { evaluate } from './evaluate.ts';
import { describeEngine } from './fingerprint.ts';
import { decodeImages } from './images.ts';
import { inputStatistics } from './input-statistics.ts';
import type { Images } from './images.ts';
import { createModel } from './model.ts';
import type { Model } from './model.ts';
import { createOptimizer } from './optimizers/create.ts';
import type { EngineOptimizer } from './optimizers/optimizer.ts';
import type {
  ArtifactFile,
  DescribeResponse,
  EvaluateRequest,
  EvaluateResponse,
  ImageSet,
  Progress,
  TrainerRequest,
  TrainerResponse,
  TrainRequest,
  TrainResponse,
} from './protocol.ts';
import { decodeSamples } from './split.ts';
import { decodeState, disposeState, encodeState, initialState } from './state.ts';
import type { TrainingState } from './state.ts';
import { createStreams } from './streams.ts';
import { WarmCache } from './warm-cache.ts';

type OnBatch = (progress: Progress) => Promise<void> | void;

interface Setup {
  readonly images: Images;
  readonly samples: Uint32Array;
  readonly model: Model;
  readonly optimizer: EngineOptimizer;
}

/** Answers requests on one backend, and keeps what the next one is likely to need. */
export class TrainerSession {
  readonly #backend: Backend;
  readonly #images = new WarmCache<Images>(2); // the training set and the test set
  readonly #samples = new WarmCache<Uint32Array>(4);
  #warm: {
    readonly digest: string;
    readonly tensors: string;
    readonly state: TrainingState;
  } | null = null;
  #description: DescribeResponse | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * @throws EpochalError ARTIFACT_MISSING, STORE_UNAVAILABLE or SPEC_INVALID, and whatever
   * `onBatch` throws.
   */
  async handle(request: TrainerRequest, onBatch: OnBatch): Promise<TrainerResponse> {
    switch (request.type) {
      case 'train':
        return this.#train(request, onBatch);
      case 'evaluate':
        return this.#evaluate(request, onBatch);
      case 'describe':
        return (this.#description ??= describeEngine(this.#backend));
    }
  }

  /** Frees the warm state's tensors. */
  dispose(): void {
    if (this.#warm !== null) disposeState(this.#warm.state);
    this.#warm = null;
  }

  async #train(request: TrainRequest, onBatch: OnBatch): Promise<TrainResponse> {
    const { training, epoch, rateScale = 1 } = request;
    const { kernels } = this.#backend;
    const setup = this.#setup(training, request.data, request.samples);
    const { images, samples, model, optimizer } = setup;
    const streams = createStreams({
      randomness: training.randomness,
      seed: request.seed,
      total: images.count,
      parameters: model.parameters.map(({ random }) => random),
    });
    const before =
      request.state === null
        ? initialState(kernels, model, optimizer, streams, () => inputStatistics(images, samples))
        : this.#state(request.state, setup);
    try {
      const order = streams.order(epoch, samples.length).map((position) => samples[position]!);
      const input = {
        kernels,
        model,
        optimizer,
        training,
        images,
        epoch,
        rateScale,
        streams,
        onBatch,
      };
      const { state, metrics, diverged } = await trainEpoch({
        ...input,
        samples: order,
        state: before,
      });
      const bytes = encodeState(kernels, model, optimizer, state);
      const digest = digestOf(bytes);
      this.#keepWarm(digest, setup, state);
      writeDurably(request.output, bytes);
      return { type: 'trained', state: digest, metrics, ...(diverged && { diverged }) };
    } finally {
      if (request.state === null) disposeState(before);
    }
  }

  async #evaluate(request: EvaluateRequest, onBatch: OnBatch): Promise<EvaluateResponse> {
    const setup = this.#setup(request.training, request.data, request.samples);
    const { images, samples, model } = setup;
    const { kernels } = this.#backend;
    const state = this.#state(request.state, setup);
    const { training, metrics = [], output } = request;
    const input = { kernels, model, training, images, samples, state, metrics, onBatch };
    const found = await evaluate(input);
    if (output === undefined) return { type: 'evaluated', metrics: found.metrics };
    const bytes = encodePredictions(found.predictions);
    writeDurably(output, bytes);
    return { type: 'evaluated', metrics: found.metrics, predictions: digestOf(bytes) };
  }

  #setup(training: TrainingSpec, data: ImageSet, samples: ArtifactFile | null): Setup {
    const images = this.#images.get(`${data.images.digest} ${data.labels.digest}`, () =>
      decodeImages(readArtifact(data.images), readArtifact(data.labels)),
    );
    const model = createModel(training.layers, images.shape);
    requireFitting(images, training, sizeOf(model.outputShape));
    const chosen =
      samples === null
        ? this.#samples.get(`all of ${images.count}`, () =>
            Uint32Array.from({ length: images.count }, (_, position) => position),
          )
        : this.#samples.get(`${samples.digest} of ${images.count}`, () =>
            decodeSamples(readArtifact(samples), images.count),
          );
    return { images, samples: chosen, model, optimizer: createOptimizer(training.optimizer) };
  }

  #state(file: ArtifactFile, setup: Setup): TrainingState {
    if (this.#warm?.digest === file.digest && this.#warm.tensors === tensorsOf(setup)) {
      return this.#warm.state;
    }
    const bytes = readArtifact(file);
    const state = decodeState(this.#backend.kernels, setup.model, setup.optimizer, bytes);
    this.#keepWarm(file.digest, setup, state);
    return state;
  }

  #keepWarm(digest: string, setup: Setup, state: TrainingState): void {
    this.dispose();
    this.#warm = { digest, tensors: tensorsOf(setup), state };
  }
}

/** @throws EpochalError SPEC_INVALID when the last layer can't give what the labels are. */
function requireFitting(images: Images, { loss }: TrainingSpec, outputs: number): void {
  const { labels, count } = images;
  if (loss.type === 'meanSquaredError' || labels instanceof Float32Array) {
    const numbers = labels instanceof Float32Array ? labels.length / count : 0;
    if (loss.type === 'meanSquaredError' && numbers === outputs) return;
    throw new EpochalError(
      'SPEC_INVALID',
      `the data has ${numbers} numbers to predict a sample, the last layer gives ${outputs}, and ` +
        `the loss is ${loss.type}`,
      { numbers, outputs },
    );
  }
  const classes = loss.type === 'binaryCrossEntropy' ? 2 * outputs : outputs;
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  if (largest < classes) return;
  throw new EpochalError(
    'SPEC_INVALID',
    `the data has label ${largest}, but the last layer gives ${outputs} values a sample; ` +
      `it needs ${largest + 1}`,
    { largest, classes },
  );
}

/** What a state of this setup holds: a warm one serves only a setup that would read it alike. */
function tensorsOf({ model, optimizer }: Setup): string {
  const tensors = [...model.parameters, ...model.buffers].map(({ name, shape }) => [name, shape]);
  return JSON.stringify([tensors, optimizer.slots]);
}
