import { canonicalJson } from './canonical.ts';
import { applyLayer, layerForKey } from './layers.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import type { Layer, TrainingSpec } from './spec.ts';

/** Something random, and the most variants in which it comes out the same at one seed. */
export interface Shared {
  readonly what: { readonly source: 'split' | 'order' } | { readonly layer: string };
  readonly variants: number;
}

/**
 * What the variants have in common at one seed: the split, each layer's first weights, and the order
 * of the samples. A layer that has no name is called by its type and number, such as `dense.0`.
 */
export function sharedAtOneSeed(plan: Plan): readonly Shared[] {
  const trials = variantsOf(plan);
  const most = (keys: readonly unknown[]): number => {
    const counts = new Map<string, number>();
    for (const key of keys) {
      if (key === undefined) continue;
      const text = canonicalJson(key);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
  };
  const weights = trials.map(({ data, training }) => firstWeights(data, training));
  const layers = [...new Set(weights.flatMap((each) => [...each.keys()]))];
  return [
    { what: { source: 'split' }, variants: most(trials.map(splitOf)) },
    ...layers.map((layer) => ({
      what: { layer },
      variants: most(weights.map((each) => each.get(layer))),
    })),
    { what: { source: 'order' }, variants: most(trials.map(orderOf)) },
  ];
}

/** The first trials of the first seed: one a variant. */
export function variantsOf({ trials, seeds }: Plan): readonly PlannedTrial[] {
  return trials.filter(({ seed, fold = 1 }) => seed === seeds[0] && fold === 1);
}

function splitOf({ data, training }: PlannedTrial): unknown {
  return [data, training.randomness];
}

/** What draws the order of an epoch: torch's one generator has drawn all first weights before. */
function orderOf({ data, training }: PlannedTrial): unknown {
  const { randomness } = training;
  const [last] = randomness === 'torch' ? [...firstWeights(data, training).values()].slice(-1) : [];
  return [data.dataset, data.split.train, randomness, last ?? null];
}

/** What draws each layer's first weights. */
function firstWeights(
  { shape: input }: PlannedTrial['data'],
  { layers, randomness }: Pick<TrainingSpec, 'layers' | 'randomness'>,
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const numbers = new Map<string, number>();
  const drawn: unknown[] = [];
  let shape = input;
  for (const layer of layers) {
    const number = layer.ordinal ?? numbers.get(layer.type) ?? 0;
    numbers.set(layer.type, number + 1);
    const step = applyLayer(layer, shape);
    if ('problem' in step) return found; // no plan has such layers
    if (step.parameters > 0) {
      const own = drawnOf(layer);
      drawn.push([own, shape]);
      const key = randomness === 'torch' ? [...drawn] : [own, shape, number];
      found.set(layer.name ?? `${layer.type}.${number}`, [randomness, key]);
    }
    shape = step.output;
  }
  return found;
}

/** What of a layer its first weights follow from: penalties come later. */
function drawnOf(layer: Layer): object {
  const given = layerForKey(layer) as { ordinal?: number; l1?: number; l2?: number };
  const { ordinal: _ordinal, l1: _l1, l2: _l2, ...own } = given;
  return own;
}
