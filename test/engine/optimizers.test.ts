import type { Tensor } from '@tensorflow/tfjs-core';
import { createOptimizer } from '../../engine/optimizers/create.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { describeOnBackends } from './backends.ts';
import { expectClose, trainingReference } from './reference.ts';

const { shapes, start, gradients, optimizers } = trainingReference();

describeOnBackends('an optimizer', (backend) => {
  test.each(optimizers.map((each) => [JSON.stringify(each.optimizer), each] as const))(
    'moves weights as PyTorch’s does over 20 steps: %s',
    (_, { optimizer: spec, after }) => {
      const { kernels, tf } = backend();
      const before = tf.memory().numTensors;
      const optimizer = createOptimizer(readOptimizer(spec));
      const { learningRate } = readOptimizer(spec);
      const upload = (values: readonly number[], i: number): Tensor =>
        kernels.upload(Float32Array.from(values), shapes[i]!);
      let parameters = start.map(upload);
      let slots = parameters.map(({ shape }) =>
        optimizer.slots.map(({ initial }) => tf.fill(shape, initial)),
      );
      for (const [i, recorded] of gradients.entries()) {
        const step = i + 1;
        const inputs = recorded.map(upload);
        const updates = parameters.map((parameter, p) => {
          const input = { parameter, gradient: inputs[p]!, slots: slots[p]!, step, learningRate };
          const made = kernels.tidy(() => {
            const output = optimizer.update(kernels, input);
            return [output.parameter, ...output.slots];
          });
          return { parameter: made[0]!, slots: made.slice(1) };
        });
        tf.dispose([...parameters, ...slots.flat(), ...inputs]);
        parameters = updates.map(({ parameter }) => parameter);
        slots = updates.map((update) => update.slots);
        const expected = after[step];
        if (expected !== undefined) {
          expectClose(
            parameters.flatMap((p) => [...kernels.download(p)]),
            expected,
          );
        }
      }
      tf.dispose([...parameters, ...slots.flat()]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

test('plain gradient descent alone has its learning rate in the gradient already', () => {
  const isProportional = (spec: object): boolean =>
    createOptimizer(readOptimizer(spec)).isProportional;
  expect(optimizers.filter(({ optimizer }) => isProportional(optimizer))).toHaveLength(1);
  expect(isProportional({ sgd: { learningRate: 0.1 } })).toBe(true);
});
