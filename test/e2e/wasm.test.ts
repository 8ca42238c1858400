import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELU, Workspace, small } from './workspace.ts';

describe('without a native engine', () => {
  const workspace = new Workspace({ EPOCHAL_BACKEND: 'wasm' });
  afterAll(() => workspace.remove());

  test('a study runs on WebAssembly, and says so', async () => {
    expect((await workspace.epochal('run', RELU, ...small(1))).code).toBe(0);
    const { results, provenance } = await workspace.results('relu');
    expect(results.status).toBe('done');
    expect(provenance.engines[results.arithmetic!]!.backend).toBe('wasm');
    const { stdout } = await workspace.epochal('doctor');
    expect(stdout).toMatch(/Backend +wasm/);
  });

  test('a convolution with batch normalisation and dropout learns there', async () => {
    const spec = `
epochal: 1
study: convolution
data: { dataset: mnist }
model:
  layers:
    - conv2d: { filters: 8, kernelSize: 3, padding: same, useBias: false }
    - batchNorm
    - activation: prelu
    - maxPool2d: { poolSize: 2 }
    - conv2d: { filters: 8, kernelSize: 3, stride: 2, kernelInitializer: heNormal, l2: 0.001 }
    - activation: gelu
    - flatten
    - dropout: { rate: 0.2 }
    - dense: { units: 10 }
training: { epochs: 1, batchSize: 64, optimizer: { sgd: { learningRate: 0.1 } } }
`;
    writeFileSync(join(workspace.folder, 'convolution.yaml'), spec);
    expect((await workspace.epochal('run', 'convolution.yaml', ...small(2))).code).toBe(0);
    const [trial] = (await workspace.results('convolution')).results.trials;
    const accuracies = trial!.epochs.map(({ validation }) => validation.accuracy);
    // Ten classes: chance is 0.1.
    expect(accuracies[0]).toBeGreaterThan(0.2);
    expect(accuracies[1]).toBeGreaterThan(accuracies[0]!);
  });

  test('another backend is another arithmetic: nothing is shared but data and split', async () => {
    const before = await workspace.results('relu');
    const native = new Workspace();
    try {
      expect((await native.epochal('run', RELU, ...small(1))).code).toBe(0);
      const { results } = await native.results('relu');
      expect(results.spec).toBe(before.results.spec);
      if (results.arithmetic === before.results.arithmetic) return; // No native engine here.
      expect(results.trials[1]!.epochs[0]!.checkpoint).not.toBe(
        before.results.trials[1]!.epochs[0]!.checkpoint,
      );
    } finally {
      await native.remove();
    }
  });
});
