import fc from 'fast-check';

import { ACTIVATIONS } from '../../study/activations.ts';
import { INITIALIZERS } from '../../study/initializers.ts';
import { applyLayers, readLayer } from '../../study/layers.ts';
import type { Layer } from '../../study/spec.ts';

/** A layer as a spec writes it. */
export type LayerEntry = string | Readonly<Record<string, unknown>>;

/** Any layers that fit images of this shape and each other, and end with `units` numbers. */
export function anyLayers(
  imageShape: readonly number[],
  units: number,
): fc.Arbitrary<readonly LayerEntry[]> {
  const end = { dense: { units } };
  return fc.array(anyLayer(), { maxLength: 6 }).map((drawn) => {
    const fitting = drawn.reduce<readonly LayerEntry[]>(
      (before, next) => (fits([...before, next], imageShape) ? [...before, next] : before),
      [],
    );
    return fits([...fitting, end], imageShape) ? [...fitting, end] : [...fitting, 'flatten', end];
  });
}

function fits(entries: readonly LayerEntry[], imageShape: readonly number[]): boolean {
  const layers: readonly Layer[] = entries.map(readLayer);
  return applyLayers(layers, imageShape).every((step) => 'output' in step);
}

function anyLayer(): fc.Arbitrary<LayerEntry> {
  const size = fc.oneof(fc.constantFrom(1, 2, 3), fc.tuple(small(3), small(3)));
  const epsilon = fc.constantFrom(1e-5, 1e-3);
  const pool = { poolSize: size, stride: size, padding: fc.constantFrom(0, 1) };
  return fc.oneof(
    fc.constant('flatten'),
    fc.constant('globalAveragePool2d'),
    layer('layerNorm', { epsilon }),
    layer('batchNorm', { momentum: fc.constantFrom(0.1, 0.9), epsilon }),
    layer('dense', { units: small(5), ...weights() }, ['units']),
    layer(
      'conv2d',
      {
        filters: small(3),
        kernelSize: size,
        stride: size,
        padding: fc.constantFrom(0, 1, 'same', 'valid'),
        ...weights(),
      },
      ['filters', 'kernelSize'],
    ),
    layer('maxPool2d', pool, ['poolSize']),
    layer('averagePool2d', pool, ['poolSize']),
    layer('dropout', { rate: fc.constantFrom(0, 0.2, 0.5) }, ['rate']),
    fc
      .oneof(
        fc.constantFrom(...Object.keys(ACTIVATIONS)),
        layer('leakyRelu', { slope: fc.constantFrom(0.01, 0.3) }),
        layer('prelu', { initial: fc.constantFrom(0.25, 0) }),
        layer('elu', { alpha: fc.constantFrom(1, 0.5) }),
      )
      .map((activation) => ({ activation })),
  );
}

function layer(
  type: string,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  requiredKeys: readonly string[] = [],
): fc.Arbitrary<LayerEntry> {
  return fc.record(fields, { requiredKeys: [...requiredKeys] }).map((given) => ({ [type]: given }));
}

function weights() {
  const bare = Object.keys(INITIALIZERS).filter((name) => name !== 'constant');
  const initializer = fc.constantFrom(...bare, { constant: { value: 0.1 } });
  return {
    useBias: fc.boolean(),
    kernelInitializer: initializer,
    biasInitializer: initializer,
    l1: fc.constantFrom(0, 0.01),
    l2: fc.constantFrom(0, 0.1),
  };
}

function small(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: most });
}
