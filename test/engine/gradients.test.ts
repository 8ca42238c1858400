import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

import { createGather } from '../../engine/images.ts';
import { crossEntropy } from '../../engine/losses/cross-entropy.ts';
import { disposeState } from '../../engine/state.ts';
import { describeOnBackends } from './backends.ts';
import { tiny, tinyTraining } from './tiny.ts';

describeOnBackends('gradients', (backend) => {
  test.each(['linear', 'relu'] as const)('with %s equal those of TensorFlow.js’s tape', (name) => {
    const { tf, kernels } = backend();
    const { images, model, state } = tiny(backend(), tinyTraining(name));
    const batch = createGather(images, 32)(Uint32Array.from({ length: 32 }, (_, i) => i));

    const own = tf.tidy(() => {
      const x = kernels.upload(batch.values, [32, 4, 3]);
      const pass = model.forward(kernels, x, state, null);
      const loss = crossEntropy.measure(kernels.download(pass.logits), batch.labels, 1 / 32);
      const gradients = pass.backward(kernels.upload(loss.gradient!, [32, 5]), 1);
      return { mean: loss.sum / 32, values: gradients.map((gradient) => [...gradient.dataSync()]) };
    });

    const variables = state.parameters.map((parameter, index) =>
      tf.variable(parameter, true, `gradients-${name}-${index}`),
    );
    const tape = tf.tidy(() => {
      const x = tf.reshape(tf.tensor(batch.values, [32, 4, 3]), [32, 12]);
      const targets = tf.oneHot(tf.tensor1d([...batch.labels], 'int32'), 5);
      const [w1, b1, w2, b2] = variables as Tensor[] as [Tensor2D, Tensor, Tensor2D, Tensor];
      const { value, grads } = tf.variableGrads(() => {
        const hidden = tf.add(tf.matMul(x as Tensor2D, w1), b1);
        const active = name === 'relu' ? tf.relu(hidden) : hidden;
        const logits = tf.add(tf.matMul(active as Tensor2D, w2), b2);
        return tf.losses.softmaxCrossEntropy(targets, logits);
      }, variables);
      return {
        mean: value.dataSync()[0]!,
        values: variables.map((variable) => [...grads[variable.name]!.dataSync()]),
      };
    });

    expect(own.mean).toBeCloseTo(tape.mean, 5);
    for (const [index, values] of tape.values.entries()) {
      expect(own.values[index]).toHaveLength(values.length);
      for (const [i, value] of values.entries()) {
        expect(own.values[index]![i]).toBeCloseTo(value, 6);
      }
    }
    for (const variable of variables) variable.dispose();
    disposeState(state);
  });
});
