import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layersModel } from '../../cli/export/layers-model.ts';
import { torchStateDict } from '../../cli/export/torch-state-dict.ts';
import { loadBackend } from '../../engine/backend.ts';
import { findNativeEngine } from '../../environment/native-engine.ts';
import { decodeSafetensors } from '../../store/safetensors.ts';
import type { Tensor } from '../../store/safetensors.ts';
import { describeIf } from '../skip.ts';

test('PyTorch gets [out, in] weights under the names of nn.Sequential, and no optimizer slots', () => {
  const tensors = new Map<string, Tensor>([
    ['1.kernel', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['1.bias', { shape: [3], values: Float32Array.of(7, 8, 9) }],
    ['1.kernel.momentum', { shape: [2, 3], values: new Float32Array(6) }],
  ]);
  const { tensors: exported } = decodeSafetensors(torchStateDict(tensors));
  expect([...exported.keys()].sort()).toEqual(['1.bias', '1.weight']);
  expect(exported.get('1.weight')).toEqual({
    shape: [3, 2],
    values: Float32Array.of(1, 4, 2, 5, 3, 6),
  });
  expect([...exported.get('1.bias')!.values]).toEqual([7, 8, 9]);
});

describeIf(
  findNativeEngine() !== null,
  'no native engine: `npm start` sets one up',
  'TensorFlow.js',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'epochal-export-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('loads the layers model, and computes what its weights say', async () => {
      // Pixel i goes to class i with weight 1, class i has bias −i, and relu cuts below 0.
      const kernel = new Float32Array(784 * 10);
      for (let i = 0; i < 10; i++) kernel[i * 10 + i] = 1;
      const tensors = new Map<string, Tensor>([
        ['1.kernel', { shape: [784, 10], values: kernel }],
        ['1.bias', { shape: [10], values: Float32Array.from({ length: 10 }, (_, i) => -i) }],
      ]);
      const files = layersModel(
        [
          { type: 'flatten' },
          { type: 'dense', units: 10 },
          { type: 'activation', activation: 'relu' },
        ],
        tensors,
      );
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);

      const tf = (await loadBackend('tensorflow')).tf as unknown as TensorFlowNode;
      const model = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
      const image = new Float32Array(784);
      image.set([0.5, 3, 2, 5]);
      const logits = model.predict(tf.tensor(image, [1, 28, 28]));
      expect([...logits.dataSync()]).toEqual([0.5, 2, 0, 2, 0, 0, 0, 0, 0, 0]);
    });
  },
);

/** The part of tfjs-node beyond tfjs-core that is used here; the package is no dependency. */
interface TensorFlowNode {
  tensor(values: Float32Array, shape: number[]): unknown;
  loadLayersModel(url: string): Promise<{ predict(input: unknown): { dataSync(): Float32Array } }>;
}
