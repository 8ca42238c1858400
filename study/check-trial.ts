import type { Diagnostic } from './diagnostics.ts';
import { applyLayer, LAYERS, readLayer } from './layers.ts';
import type { Shape } from './layers.ts';
import { LIMITS, MNIST } from './limits.ts';
import type { Layer } from './spec.ts';
import { splitCounts } from './split-counts.ts';
import { diagnose, entryOf, toPlain, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';
import { count } from './words.ts';

/** Phase 3g: what no schema can say about one variant: whether its numbers fit each other. */
export function checkTrial(sections: SpecNode): readonly Diagnostic[] {
  return [...checkSplit(sections), ...checkModel(sections)];
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
  const layers = list.items.map(layerOf);
  if (!layers.every((layer) => layer !== undefined)) return []; // the schema has said why
  let shape: Shape = { kind: 'image', height: MNIST.height, width: MNIST.width };
  let parameters = 0;
  let numbers = 0;
  for (const [i, layer] of layers.entries()) {
    const step = applyLayer(layer, shape);
    const at = labelOf(list.items[i]!);
    if ('problem' in step) {
      return [
        diagnose(
          'model-shape',
          at,
          `Layer ${i + 1}, \`${layer.type}\`, does not fit: ${step.problem}`,
        ),
      ];
    }
    if (i === 0 && layer.type !== 'flatten') {
      return [
        diagnose(
          'model-shape',
          at,
          `The images are ${MNIST.height} × ${MNIST.width} pixels. A network of these layers begins with \`- flatten\`.`,
        ),
      ];
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

function sizeOf(shape: Shape): number {
  return shape.kind === 'flat' ? shape.size : shape.height * shape.width;
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

/** Where an entry of `layers` is named. */
function labelOf(node: SpecNode): Location {
  return node.kind === 'map' ? node.entries[0]!.keyAt : node.at;
}

/** The layer when the entry is well-formed. */
function layerOf(node: SpecNode): Layer | undefined {
  if (node.kind === 'scalar') {
    return node.value === 'flatten' ? readLayer('flatten') : undefined;
  }
  if (node.kind !== 'map' || node.entries.length !== 1) return undefined;
  const { key, value } = node.entries[0]!;
  if (!Object.hasOwn(LAYERS, key) || key === 'flatten') return undefined;
  if (value.kind === 'scalar' && value.value === null) return undefined;
  const layer = readLayer(toPlain(node) as Record<string, unknown>);
  if (layer.type === 'activation') return value.kind === 'scalar' ? layer : undefined;
  if (layer.type !== 'dense') return layer;
  return Number.isInteger(layer.units) && layer.units > 0 && layer.units <= LIMITS.units
    ? layer
    : undefined;
}
