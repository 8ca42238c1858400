import { createModel } from '../../engine/model.ts';
import { readLayer } from '../../study/layers.ts';
import { describeOnBackends } from './backends.ts';

describeOnBackends('a penalty', (backend) => {
  test('adds its gradient to the kernel’s alone, scaled as the loss’s is', () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const weights = [0.5, -2, 0, 4];
    const both = { l1: 0.25, l2: 0.125 };
    const gradientsOf = (penalty: object, scale: number): number[][] => {
      const layer = readLayer({ dense: { units: 2, ...penalty } });
      const model = createModel([layer], [2]);
      return tf.tidy(() => {
        const parameters = [tf.tensor2d(weights, [2, 2]), tf.tensor1d([3, 3])];
        const tensors = { parameters, buffers: [] };
        const pass = model.forward(kernels, tf.tensor2d([[1, 2]]), tensors, null);
        const own = pass.backward(tf.tensor2d([[1, -1]]), scale);
        return own.map((tensor) => [...kernels.download(tensor)]);
      });
    };
    const [kernel, bias] = gradientsOf({}, 0.5);
    const [penalised, penalisedBias] = gradientsOf(both, 0.5);
    // 0.5 · (0.25 · sign(w) + 2 · 0.125 · w)
    const added = [0.125 + 0.0625, -0.125 - 0.25, 0, 0.125 + 0.5];
    expect(penalised).toEqual(kernel!.map((value, i) => value + added[i]!));
    expect(penalisedBias).toEqual(bias);
    expect(gradientsOf(both, 0)).toEqual([kernel, bias]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
