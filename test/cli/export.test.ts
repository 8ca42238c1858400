import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layersModel } from '../../cli/export/layers-model.ts';
import { torchStateDict } from '../../cli/export/torch-state-dict.ts';
import { loadBackend } from '../../engine/backend.ts';
import { MersenneTwister } from '../../engine/mersenne-twister.ts';
import { createModel } from '../../engine/model.ts';
import { uniform } from '../../engine/random.ts';
import { findNativeEngine } from '../../environment/native-engine.ts';
import { decodeSafetensors } from '../../store/safetensors.ts';
import type { Tensor } from '../../store/safetensors.ts';
import { ACTIVATIONS } from '../../study/activations.ts';
import { readLayer } from '../../study/layers.ts';
import type { LayerEntry } from '../engine/arbitrary-layers.ts';
import { describeIf } from '../skip.ts';

const IMAGE = [28, 28, 1];

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

const EVERY_LAYER: readonly LayerEntry[] = [
  { conv2d: { filters: 3, kernelSize: 3, padding: 1, stride: 2 } },
  { activation: 'prelu' },
  'batchNorm',
  { averagePool2d: { poolSize: 3, stride: 2, padding: 1 } },
  { conv2d: { filters: 2, kernelSize: [2, 3], padding: 'same', useBias: false } },
  'layerNorm',
  { activation: { leakyRelu: { slope: 0.2 } } },
  { maxPool2d: { poolSize: 2, stride: 1 } },
  'flatten',
  { dense: { units: 6, useBias: false } },
  'batchNorm',
  'layerNorm',
  { dropout: { rate: 0.5 } },
  { dense: { units: 10 } },
];
const GLOBAL: readonly LayerEntry[] = [
  { conv2d: { filters: 3, kernelSize: 5 } },
  'globalAveragePool2d',
  { activation: 'prelu' },
  { dense: { units: 10 } },
];

/** A model and a state of random weights, scales and statistics. */
function randomState(layers: readonly LayerEntry[]) {
  const read = layers.map(readLayer);
  const model = createModel(read, [28, 28, 1]);
  const generator = new MersenneTwister(1);
  const tensors = new Map<string, Tensor>();
  for (const { name, role, shape } of [...model.parameters, ...model.buffers]) {
    const size = shape.reduce((product, length) => product * length, 1);
    const low = ['variance', 'deviation', 'range'].includes(role) ? 0.1 : -1;
    tensors.set(name, { shape, values: uniform(generator, size, low, 1) });
  }
  return { read, model, tensors };
}

test('PyTorch gets each tensor as the engine would read it from PyTorch', () => {
  const { model, tensors } = randomState(EVERY_LAYER);
  const { tensors: exported } = decodeSafetensors(torchStateDict(tensors));
  expect(exported.size).toBe(tensors.size);
  for (const parameter of model.parameters) {
    const { name, role, shape } = parameter;
    const ofTorch = ['bias', 'shift'].includes(role) ? 'bias' : 'weight';
    const { values } = exported.get(name.replace(role, ofTorch))!;
    expect([...parameter.fromTorch(Float32Array.from(values))]).toEqual([
      ...tensors.get(name)!.values,
    ]);
    expect(shape).toEqual(tensors.get(name)!.shape);
  }
  expect(exported.get('0.weight')!.shape).toEqual([3, 1, 3, 3]);
  expect(exported.get('2.running_var')).toEqual(tensors.get('2.variance'));
});

test.each([
  ['standardise', 'mean', 'deviation'],
  ['scale', 'minimum', 'range'],
])('PyTorch gets inputs that are taken in by %s as a BatchNorm', (layer, offset, unit) => {
  const { tensors } = randomState([layer, 'flatten', { dense: { units: 10 } }]);
  const { tensors: exported } = decodeSafetensors(torchStateDict(tensors));
  expect(exported.get('0.running_mean')).toEqual(tensors.get(`0.${offset}`));
  const { values } = tensors.get(`0.${unit}`)!;
  expect([...exported.get('0.running_var')!.values]).toEqual([
    ...Float32Array.from(values, (value) => value * value),
  ]);
});

test.each([
  [{ maxPool2d: { poolSize: 3, padding: 1 } }, 'maxPool2d with padding'],
  [{ activation: { elu: { alpha: 0.5 } } }, 'elu with alpha 0.5'],
])('TensorFlow.js gets no model that would compute something else', (layer, named) => {
  const { read, tensors } = randomState([layer, 'flatten', { dense: { units: 10 } }]);
  expect(() => layersModel(read, IMAGE, tensors)).toThrow(named);
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
        IMAGE,
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

    test.each([
      ['every layer', EVERY_LAYER],
      ['a global pool', GLOBAL],
      ['standardised inputs', ['standardise', 'flatten', { dense: { units: 10 } }]],
      ['scaled inputs', ['scale', 'flatten', { dense: { units: 10 } }]],
      ...Object.keys(ACTIVATIONS).map((activation): [string, typeof GLOBAL] => [
        activation,
        ['flatten', { dense: { units: 10 } }, { activation }],
      ]),
    ])('computes with %s what the engine computes', async (_, layers) => {
      const { read, model, tensors } = randomState(layers);
      const files = layersModel(read, IMAGE, tensors);
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      const noise = uniform(new MersenneTwister(2), 3 * 784, 0, 1);
      const images = noise.map((value, i) => value / (1 + Math.floor(i / 784))); // each darker

      const { tf, kernels } = await loadBackend('tensorflow');
      const upload = ({ name, shape }: { name: string; shape: readonly number[] }) =>
        kernels.upload(tensors.get(name)!.values, shape);
      const own = model.forward(
        kernels,
        kernels.upload(images, [3, 28, 28, 1]),
        { parameters: model.parameters.map(upload), buffers: model.buffers.map(upload) },
        null,
      );
      const node = tf as unknown as TensorFlowNode;
      const loaded = await node.loadLayersModel(`file://${join(folder, 'model.json')}`);
      const theirs = loaded.predict(node.tensor(images, [3, 28, 28])).dataSync();
      const logits = kernels.download(own.logits);
      expect(logits[0]).not.toBeCloseTo(logits[10]!, 2); // the images are still told apart
      for (const [i, value] of logits.entries()) {
        expect(theirs[i]).toBeCloseTo(value, 4);
      }
    });
  },
);

/** The part of tfjs-node beyond tfjs-core that is used here; the package is no dependency. */
interface TensorFlowNode {
  tensor(values: Float32Array, shape: number[]): unknown;
  loadLayersModel(url: string): Promise<{ predict(input: unknown): { dataSync(): Float32Array } }>;
}
