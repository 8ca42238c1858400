import type { Tensor } from '@tensorflow/tfjs-core';
import { clipGradients } from '../../engine/gradient-clipping.ts';
import { describeOnBackends } from './backends.ts';
import { expectClose, trainingReference } from './reference.ts';

const { shapes, gradients, clippings } = trainingReference();

describeOnBackends('gradient clipping', (backend) => {
  test.each(clippings.map((each) => [JSON.stringify(each.clipping), each] as const))(
    'leaves of gradients what PyTorch leaves: %s',
    (_, { clipping, gradients: expected }) => {
      const { kernels, tf } = backend();
      const before = tf.memory().numTensors;
      for (const [i, left] of expected.entries()) {
        const scale = i % 2 === 0 ? 1 : 0.01;
        const recorded = gradients[i >> 1]!.map((values, p): Tensor =>
          kernels.upload(
            Float32Array.from(values, (value) => value * scale),
            shapes[p]!,
          ),
        );
        const clipped = clipGradients(kernels, recorded, clipping);
        expectClose(
          clipped.flatMap((gradient) => [...kernels.download(gradient)]),
          left,
        );
        tf.dispose([...clipped]);
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('leaves gradients below the norm as they are, to the bit', () => {
    const { kernels } = backend();
    const gradient = kernels.upload(Float32Array.of(3, 4), [2]); // of norm 5
    expect(clipGradients(kernels, [gradient], { norm: 5.1 })).toEqual([gradient]);
    const [halved] = clipGradients(kernels, [gradient], { norm: 2.5 });
    expectClose(kernels.download(halved!), [1.5, 2]);
    halved!.dispose();
  });
});
