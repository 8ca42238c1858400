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
