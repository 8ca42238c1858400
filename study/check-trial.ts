import { checkTraining } from './check-training.ts';
import type { Diagnostic } from './diagnostics.ts';
import { explainLayer } from './explain-layer.ts';
import { applyLayer, isLayerKey, sizeOf, typesIn } from './layers.ts';
import type { Shape } from './layers.ts';
import { LIMITS, MNIST } from './limits.ts';
import type { Layer } from './spec.ts';
import { splitCounts } from './split-counts.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { Location, MapNode, SpecNode } from './tree.ts';
import { validLayers } from './validate.ts';
import { count } from './words.ts';

/** Phase 3g: what no schema can say about one variant: whether its numbers fit each other. */
export function checkTrial(sections: SpecNode): readonly Diagnostic[] {
  return [...checkSplit(sections), ...checkModel(sections), ...checkTraining(sections)];
}

function checkSplit(sections: SpecNode): readonly Diagnostic[] {
  const split = valueAt(sections, 'data', 'split');
  const parts = ['train', 'validation'].map((name) => valueAt(split, name));
  const written = parts.flatMap((part) => {
    if (part?.kind !== 'scalar' || typeof part.value !== 'number') return [];
    if (!part.text.includes('.') || !Number.isInteger(part.value)) return [];
    return [
      diagnose(
        'ambiguous-number',
        part.at,
        `${part.text} is a whole number written as a fraction. ` +
          `Write a count (${part.value}) or a fraction below 1.`,
      ),
    ];
  });
  const values = parts.map((part) => (part?.kind === 'scalar' ? part.value : undefined));
  const [train, validation] = values;
  if (written.length > 0 || !isPart(train) || !isPart(validation)) return written;
  const counts = splitCounts({ train, validation });
  const at = entryOf(valueAt(sections, 'data'), 'split')!.keyAt;
  const total = counts.train + counts.validation;
  if (total > MNIST.trainingImages) {
    const sum = `${count(counts.train)} + ${count(counts.validation)} = ${count(total)}`;
    return [
      diagnose(
        'split-size',
        at,
        `train and validation take ${sum} images, and mnist has ${count(MNIST.trainingImages)} for training.`,
      ),
    ];
  }
  return (['train', 'validation'] as const).flatMap((name, i) =>
    counts[name] >= 1
      ? []
      : [
          diagnose(
            'split-size',
            parts[i]!.at,
            `${values[i]} of ${count(MNIST.trainingImages)} images is none, rounded down.`,
          ),
        ],
  );
}

function isPart(value: unknown): value is number {
  if (typeof value !== 'number' || value <= 0) return false;
  return value < 1 || (Number.isInteger(value) && value <= MNIST.trainingImages);
}

function checkModel(sections: SpecNode): readonly Diagnostic[] {
  const list = valueAt(sections, 'model', 'layers');
  if (list?.kind !== 'list' || list.items.length === 0) return [];
  const several = list.items.filter((item) => item.kind === 'map' && !hasOneType(item));
  if (several.length > 0) {
    return several.map((item) => diagnose('bad-value', item.at, explainLayer(item)!));
  }
  const layers = validLayers(list);
  if (layers === undefined) return []; // the schema has said why
  let shape: Shape = [MNIST.height, MNIST.width, 1];
  let parameters = 0;
  let numbers = 0;
  for (const [i, layer] of layers.entries()) {
    const step = applyLayer(layer, shape);
    if ('problem' in step) {
      const message = `Layer ${i + 1}, \`${layer.type}\`, does not fit: ${step.problem}`;
      return [diagnose('model-shape', labelOf(list.items[i]!), message)];
    }
    parameters += step.parameters;
    numbers += sizeOf(step.output);
    shape = step.output;
  }
  if (parameters > LIMITS.parameters) {
    const message = `The network has ${count(parameters)} weights; the most is ${count(LIMITS.parameters)}.`;
    return [diagnose('model-shape', list.at, message)];
  }
  const batch = batchOf(sections);
  if (batch !== undefined && batch.images * numbers > LIMITS.batchNumbers) {
    const message =
      `The layers give ${count(numbers)} numbers per image, ${count(batch.images * numbers)} for a ` +
      `batch of ${count(batch.images)}; the most is ${count(LIMITS.batchNumbers)}. ` +
      'Take a smaller batch or smaller layers.';
    return [diagnose('model-shape', batch.at, message)];
  }
  return checkOutput(layers, list.items);
}

/** How many images a batch can hold: no more than there are to train on. */
function batchOf(
  sections: SpecNode,
): { readonly images: number; readonly at: Location } | undefined {
  const size = valueAt(sections, 'training', 'batchSize');
  const train = valueAt(sections, 'data', 'split', 'train');
  if (size?.kind !== 'scalar' || typeof size.value !== 'number') return undefined;
  const given = train?.kind === 'scalar' ? train.value : undefined;
  const most = isPart(given)
    ? splitCounts({ train: given, validation: 0 }).train
    : MNIST.trainingImages;
  return { images: Math.min(size.value, most), at: size.at };
}

function checkOutput(layers: readonly Layer[], items: readonly SpecNode[]): readonly Diagnostic[] {
  const last = layers.at(-1)!;
  const node = items.at(-1)!;
  const wanted = `\`- dense: { units: ${MNIST.classes} }\``;
  if (last.type === 'dense' && last.units === MNIST.classes) return [];
  if (last.type === 'dense') {
    const units = valueAt(node, 'dense', 'units')!;
    const message =
      `The last layer gives ${count(last.units)} numbers per image, and mnist has ` +
      `${MNIST.classes} classes. End with ${wanted}.`;
    return [diagnose('model-shape', units.at, message)];
  }
  const message =
    `The last layer is \`${last.type}\`. crossEntropy takes one number per class straight from a ` +
    `dense layer: end with ${wanted}.`;
  return [diagnose('model-shape', labelOf(node), message)];
}

/** Where an entry of `layers` says its type. */
function labelOf(node: SpecNode): Location {
  if (node.kind !== 'map') return node.at;
  const [type] = typesIn(keysOf(node));
  return entryOf(node, type!)?.keyAt ?? node.at;
}

function hasOneType(node: MapNode): boolean {
  const keys = keysOf(node);
  // Keys that are unknown have been told, and may be meant for a type.
  return typesIn(keys).length === 1 || keys.some((key) => !isLayerKey(key));
}

function keysOf({ entries }: MapNode): readonly string[] {
  return entries.map(({ key }) => key);
}
