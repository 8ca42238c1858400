import fc from 'fast-check';

import { createModel } from '../../engine/model.ts';
import { digestOf } from '../../study/digest.ts';
import { INITIALIZERS } from '../../study/initializers.ts';
import { withDefaults } from '../../study/kinds.ts';
import { applyLayers, layerForKey, LAYERS, readLayer } from '../../study/layers.ts';
import { anyLayers } from '../engine/arbitrary-layers.ts';
import type { LayerEntry } from '../engine/arbitrary-layers.ts';
import { codesOf, planOf, specObject } from './spec-files.ts';

const IMAGE = [28, 28, 1];

test('any layers that fit each other compile, and the engine makes of them what the plan says', () => {
  fc.assert(
    fc.property(anyLayers(IMAGE, 10), (layers) => {
      const plan = planOf(specObject({ model: { layers } }));
      const planned = plan.trials[0]!.training.layers;
      const model = createModel(planned, IMAGE);
      const steps = applyLayers(planned, IMAGE).map((step) => {
        if ('problem' in step) throw new Error(step.problem);
        return step;
      });
      const weights = model.parameters.reduce((sum, { random }) => sum + random.size, 0);
      expect(weights).toBe(steps.reduce((sum, { parameters }) => sum + parameters, 0));
      expect(model.outputShape).toEqual(steps.at(-1)!.output);
    }),
  );
});

/** The entry with every default written down. */
function spelledOut(entry: LayerEntry): LayerEntry {
  const [type, given] = typeof entry === 'string' ? [entry, {}] : Object.entries(entry)[0]!;
  const table = LAYERS[type as keyof typeof LAYERS].fields;
  return type === 'activation' ? entry : { [type]: withDefaults(table, given as object) };
}

test('a layer has one key, whether its defaults are written down or not', () => {
  fc.assert(
    fc.property(anyLayers(IMAGE, 10), (layers) => {
      const keys = (entries: readonly LayerEntry[]): string =>
        digestOf(entries.map((entry) => layerForKey(readLayer(entry))));
      expect(keys(layers.map(spelledOut))).toBe(keys(layers));
    }),
  );
});

test('each field of a layer that changes what is computed changes the key', () => {
  const base = { conv2d: { filters: 2, kernelSize: 3 } };
  const others = [
    { filters: 3 },
    { kernelSize: 5 },
    { kernelSize: [3, 5] },
    { stride: 2 },
    { padding: 1 },
    { padding: 'same' },
    { useBias: false },
    { kernelInitializer: 'zeros' },
    { kernelInitializer: { constant: { value: 1 } } },
    { kernelInitializer: { constant: { value: 2 } } },
    { biasInitializer: 'zeros' },
    { l1: 0.1 },
    { l2: 0.1 },
  ].map((fields) => ({ conv2d: { ...base.conv2d, ...fields } }));
  const activations = ['prelu', { prelu: { initial: 0.1 } }, 'leakyRelu', 'elu'].map(
    (activation) => ({ activation }),
  );
  const entries = [base, ...others, ...activations, 'batchNorm', { batchNorm: { momentum: 0.2 } }];
  const keys = entries.map((entry) => digestOf(layerForKey(readLayer(entry))));
  expect(new Set(keys).size).toBe(entries.length);
});

test('a dense layer at its defaults has the key that it had before it could be told more', () => {
  expect(layerForKey(readLayer({ dense: { units: 512 } }))).toEqual({ type: 'dense', units: 512 });
  expect(layerForKey(readLayer({ activation: 'relu' }))).toEqual({
    type: 'activation',
    activation: 'relu',
  });
});

test.each(Object.keys(INITIALIZERS).filter((name) => name.endsWith('Normal')))(
  '%s and dropout need paired randomness, uniform initialisers do not',
  (kernelInitializer) => {
    const compile = (layer: object, randomness: string): readonly string[] =>
      codesOf(
        specObject({ randomness, model: { layers: ['flatten', layer, { dense: { units: 10 } }] } }),
      );
    const normal = { dense: { units: 3, kernelInitializer } };
    const uniform = { dense: { units: 3, kernelInitializer: 'heUniform' } };
    expect(compile(normal, 'torch')).toEqual(['randomness']);
    expect(compile({ dropout: { rate: 0.5 } }, 'torch')).toEqual(['randomness']);
    expect(compile(normal, 'paired')).toEqual([]);
    expect(compile(uniform, 'torch')).toEqual([]);
  },
);

test('batchNorm takes a last batch of one image, but not one of one list of numbers', () => {
  const compile = (layers: readonly LayerEntry[], train: number): readonly string[] =>
    codesOf(
      specObject({
        data: { dataset: 'mnist', split: { train, validation: 100 } },
        model: { layers: [...layers, { dense: { units: 10 } }] },
      }),
    );
  // Batches of 128.
  expect(compile(['flatten', 'batchNorm'], 257)).toEqual(['model-shape']);
  expect(compile(['flatten', 'batchNorm'], 258)).toEqual([]);
  expect(compile(['flatten', 'batchNorm'], 256)).toEqual([]);
  expect(compile(['batchNorm', 'flatten'], 257)).toEqual([]);
});
