import fc from 'fast-check';

import { sizeOf } from '../../study/shapes.ts';
import { createAugment } from '../../engine/augment.ts';
import { createGather } from '../../engine/images.ts';
import { createLoss } from '../../engine/losses/create.ts';
import { decodeState, disposeState, encodeState, stateTensors } from '../../engine/state.ts';
import type { TrainingState } from '../../engine/state.ts';
import { trainStep } from '../../engine/train-step.ts';
import { readLayer } from '../../study/layers.ts';
import type { Augmentation } from '../../study/spec.ts';
import { anyLayers } from './arbitrary-layers.ts';
import { describeOnBackends } from './backends.ts';
import { tiny, tinyImages, tinyTraining } from './tiny.ts';

describeOnBackends('a state that was written and read', (backend) => {
  test('goes on to the same bytes as one that never left, whatever layers and augmentation are', () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const { shape, count } = tinyImages();
    const steps = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(anyLayers(shape, 5), anyAugmentation(), steps, (entries, augmentation, done) => {
        const training = { ...tinyTraining('relu', 0.05), layers: entries.map(readLayer) };
        const augment = createAugment(augmentation, shape);
        const problem = tiny(backend(), training);
        const { model, optimizer, streams, images, state: initial } = problem;
        const loss = createLoss(training.loss, sizeOf(model.outputShape));
        const gather = createGather(images, 8);
        const input = {
          kernels,
          model,
          optimizer,
          loss,
          images,
          gather,
          augment,
          streams,
          training,
        };
        const step = (state: TrainingState): TrainingState => {
          const samples = Uint32Array.from(
            { length: 8 },
            (_value, i) => (8 * state.steps + i) % count,
          );
          return trainStep(input, state, samples, 0.05).state;
        };
        const states = [initial];
        for (let i = 0; i < done; i += 1) states.push(step(states.at(-1)!));
        const last = states.at(-1)!;
        const file = encodeState(kernels, model, optimizer, last);
        const read = decodeState(kernels, model, optimizer, file);
        const [on, again] = [step(last), step(read)];
        const bytes = (state: TrainingState): Buffer =>
          Buffer.concat(stateTensors(state).map((tensor) => bytesOf(kernels.download(tensor))));
        const isSame = bytes(on).equals(bytes(again));
        for (const state of [...states, read, on, again]) disposeState(state);
        expect(isSame).toBe(true);
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 40 },
    );
  });
});

function anyAugmentation(): fc.Arbitrary<Augmentation> {
  return fc.record(
    {
      flip: fc.constant('horizontal' as const),
      shift: fc.constantFrom(1, 2),
      noise: fc.constantFrom(0.1, 1),
    },
    { requiredKeys: [] },
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
