import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

import type { EvaluateRequest, TrainRequest, TrainResponse } from '../../engine/protocol.ts';
import { encodeNpy } from '../../formats/npy.ts';
import { readLayer } from '../../study/layers.ts';
import { readLoss } from '../../study/losses.ts';
import { TrainerSession } from '../../engine/session.ts';
import { readPredictions } from '../../store/predictions.ts';
import { describeOnBackends } from './backends.ts';
import { evaluationOf, Workbench } from './requests.ts';

const IMAGES = 300;
const nothing = (): void => undefined;

describeOnBackends('a trainer’s session', (backend) => {
  const bench = new Workbench();
  const data = bench.images(IMAGES);
  afterAll(() => bench.remove());

  async function train(session: TrainerSession, request: TrainRequest): Promise<TrainResponse> {
    return (await session.handle(request, nothing)) as TrainResponse;
  }

  test('writes the state whose digest it answers', async () => {
    const session = new TrainerSession(backend());
    const request = bench.firstEpoch(data, IMAGES);
    const { state } = await train(session, request);
    const digest = createHash('sha256').update(readFileSync(request.output)).digest('hex');
    expect(state).toBe(`sha256:${digest}`);
    session.dispose();
  });

  test('goes on from a file as from its warm state, byte for byte', async () => {
    const warm = new TrainerSession(backend());
    const first = bench.firstEpoch(data, IMAGES);
    const { state: digest } = await train(warm, first);
    const second = { ...first, epoch: 2, state: { digest, path: first.output } };
    const cold = new TrainerSession(backend());
    const fromFile = await train(cold, { ...second, output: bench.output() });
    rmSync(first.output); // now only the warm one can
    const fromWarm = await train(warm, { ...second, output: bench.output() });
    expect(fromWarm).toEqual(fromFile);
    warm.dispose();
    cold.dispose();
  });

  test('evaluates all of the data without a list of samples', async () => {
    const session = new TrainerSession(backend());
    const request = bench.firstEpoch(data, IMAGES);
    const { state } = await train(session, request);
    const all = await session.handle(evaluationOf(request, state), nothing);
    const { samples } = request;
    const listed = await session.handle({ ...evaluationOf(request, state), samples }, nothing);
    const [{ metrics: one }, { metrics: other }] = [all, listed] as TrainResponse[] as [
      TrainResponse,
      TrainResponse,
    ];
    expect(one.accuracy).toBe(other.accuracy);
    expect(one.loss).toBeCloseTo(other.loss, 6);
    session.dispose();
  });

  test('writes what it answers of each sample where it is asked to', async () => {
    const session = new TrainerSession(backend());
    const request = bench.firstEpoch(data, IMAGES);
    const { state } = await train(session, request);
    const output = bench.output();
    const plain = await session.handle(evaluationOf(request, state), nothing);
    const response = await session.handle({ ...evaluationOf(request, state), output }, nothing);
    const bytes = readFileSync(output);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(response).toEqual({ ...plain, predictions: `sha256:${digest}` });
    const { loss, prediction } = readPredictions(bytes);
    expect([loss.length, prediction.length]).toEqual([IMAGES, IMAGES]);
    expect(prediction).toBeInstanceOf(Int32Array);
    session.dispose();
  });

  test.each(['state', 'samples'] as const)(
    'names the %s that is missing or changed',
    async (what) => {
      const session = new TrainerSession(backend());
      const first = bench.firstEpoch(data, IMAGES);
      const { state: digest } = await train(session, first);
      const request = {
        ...first,
        epoch: 2,
        state: { digest, path: first.output },
        samples: bench.put('other-samples', new Uint8Array(8)),
      };
      const { path } = request[what];
      const cold = new TrainerSession(backend());
      writeFileSync(path, 'something else');
      const failure = { code: 'ARTIFACT_MISSING', details: { digest: request[what].digest, path } };
      await expect(cold.handle(request, nothing)).rejects.toMatchObject(failure);
      rmSync(path);
      await expect(cold.handle(request, nothing)).rejects.toMatchObject(failure);
      session.dispose();
    },
  );

  test('refuses labels that the last layer has no value for', async () => {
    const session = new TrainerSession(backend());
    const { training, ...rest } = bench.firstEpoch(data, IMAGES);
    const layers = training.layers.map((layer, position) =>
      position === 3 ? ({ type: 'dense', units: 9 } as const) : layer,
    );
    const request = { ...rest, training: { ...training, layers } };
    await expect(session.handle(request, nothing)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message: 'the data has label 9, but the last layer gives 9 values a sample; it needs 10',
    });
  });

  test('trains and measures numbers to predict, and refuses what the last layer can’t give', async () => {
    const session = new TrainerSession(backend());
    const loss = readLoss('meanSquaredError');
    const first = bench.firstEpoch(data, IMAGES);
    const withOutputs = (units: number, values: Float32Array<ArrayBuffer>): TrainRequest => ({
      ...first,
      training: {
        ...first.training,
        layers: ['flatten', { dense: { units } }].map(readLayer),
        loss,
      },
      data: {
        ...data,
        labels: bench.put(
          'numbers',
          encodeNpy({ shape: [IMAGES, values.length / IMAGES], values }),
        ),
      },
    });
    // All alike, so that one output's error is that of the other.
    const pairs = new Float32Array(2 * IMAGES).fill(0.5);
    const request = withOutputs(2, pairs);
    const trained = await train(session, request);
    expect(Object.keys(trained.metrics)).toEqual(['loss', 'mae']);
    const evaluation = { ...evaluationOf(request, trained.state), metrics: [{ type: 'rmse' }] };
    const { metrics } = (await session.handle(
      evaluation as EvaluateRequest,
      nothing,
    )) as TrainResponse;
    expect(metrics.rmse).toBe(Math.sqrt(metrics.loss));
    await expect(session.handle(withOutputs(3, pairs), nothing)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message:
        'the data has 2 numbers to predict a sample, the last layer gives 3, and the loss is meanSquaredError',
    });
    session.dispose();
  });

  test('leaves only its warm state’s tensors', async () => {
    const { tf } = backend();
    const before = tf.memory().numTensors;
    const session = new TrainerSession(backend());
    const first = bench.firstEpoch(data, IMAGES);
    const { state: digest } = await train(session, first);
    const state = { digest, path: first.output };
    await train(session, { ...first, epoch: 2, state, output: bench.output() });
    await session.handle(evaluationOf(first, digest), nothing); // reads the first one back
    await session.handle({ type: 'describe' }, nothing);
    expect(tf.memory().numTensors).toBe(before + 4);
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('describes its arithmetic the same way each time', async () => {
    const answers = [
      await new TrainerSession(backend()).handle({ type: 'describe' }, nothing),
      await new TrainerSession(backend()).handle({ type: 'describe' }, nothing),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      engine: { backend: backend().name, node: process.version, gpu: null },
    });
  });
});
