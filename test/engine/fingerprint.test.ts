import type { Tensor } from '@tensorflow/tfjs-core';

import { describeEngine } from '../../engine/fingerprint.ts';
import { describeOnBackends } from './backends.ts';

describeOnBackends('the fingerprint', (backend) => {
  const fingerprint = (): string => describeEngine(backend()).fingerprint;

  test('changes with a variable that changes the arithmetic, and with no other', () => {
    const before = fingerprint();
    const saved = { ...process.env };
    try {
      process.env['EPOCHAL_UNRELATED'] = '1';
      expect(fingerprint()).toBe(before);
      process.env['TF_ENABLE_ONEDNN_OPTS'] = 'other';
      expect(fingerprint()).not.toBe(before);
    } finally {
      process.env = saved;
    }
  });

  test('changes with a library’s version', () => {
    const other = { ...backend(), versions: { ...backend().versions, tensorflow: '2.18.1' } };
    expect(describeEngine(other).fingerprint).not.toBe(fingerprint());
  });

  test.each(['convolutionKernelGradient', 'convolutionInputGradient', 'maxPoolGradient'] as const)(
    'changes when %s rounds differently',
    (name) => {
      const { kernels } = backend();
      const nudged = (input: never): Tensor => {
        const exact = kernels[name](input);
        const values = kernels.download(exact).map((value) => value * (1 + 2 ** -22));
        return kernels.upload(values, exact.shape);
      };
      const other = { ...backend(), kernels: { ...kernels, [name]: nudged } };
      expect(describeEngine(other).fingerprint).not.toBe(fingerprint());
    },
  );

  test('changes when the same library rounds differently', () => {
    const { kernels } = backend();
    const nudged = {
      ...backend(),
      kernels: {
        ...kernels,
        subtract: (a: Parameters<typeof kernels.subtract>[0], b: typeof a) => {
          const values = Float32Array.from(kernels.download(kernels.subtract(a, b)));
          values[0] = Math.fround(values[0]! * (1 + 2 ** -23));
          return kernels.upload(values, a.shape);
        },
      },
    };
    expect(describeEngine(nudged).fingerprint).not.toBe(fingerprint());
  });
});
