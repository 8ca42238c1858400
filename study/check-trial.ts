import { checkInputs, nounOf, readData } from './check-data.ts';
import { checkLayers } from './check-layers.ts';
import { checkMetrics } from './check-metrics.ts';
import { checkSplit, trainingSamples } from './check-split.ts';
import { checkTraining } from './check-training.ts';
import type { DataInfo } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { explainLayer } from './explain-layer.ts';
import { applyLayer, isLayerKey, typesIn } from './layers.ts';
import { LIMITS } from './limits.ts';
import { lossTypeOf } from './losses.ts';
import type { DescribeData } from './own-data.ts';
import { sizeOf } from './shapes.ts';
import type { Layer, Loss } from './spec.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { ListNode, Location, MapNode, SpecNode } from './tree.ts';
import { validLayers } from './validate.ts';
import { count } from './words.ts';

/** Phase 3g: what no schema can say about one variant: whether its numbers fit each other. */
export function checkTrial(
  root: SpecNode,
  sections: SpecNode,
  describe: DescribeData,
): readonly Diagnostic[] {
  const { found, diagnostics } = readData(sections, describe);
  const info = found?.info ?? null;
  const rest = [
    ...checkInputs(sections),
    ...checkTraining(sections, info),
    ...checkMetrics(root, sections, info),
  ];
  if (found === null) return [...diagnostics, ...rest];
  const train = trainingSamples(sections, found, describe);
  const fitting = [
    ...checkSplit(sections, found, describe),
    ...checkModel(sections, found.info, train),
  ];
  return [...diagnostics, ...fitting, ...rest];
}

/** @param train how many samples are trained on: several numbers where folds differ */
function checkModel(
  sections: SpecNode,
  info: DataInfo,
  train: readonly number[],
): readonly Diagnostic[] {
  const list = valueAt(sections, 'model', 'layers');
  if (list?.kind !== 'list' || list.items.length === 0) return [];
  const several = list.items.filter((item) => item.kind === 'map' && !hasOneType(item));
  if (several.length > 0) {
    return several.map((item) => diagnose('bad-value', item.at, explainLayer(item)!));
  }
  const layers = validLayers(list);
  if (layers === undefined) return []; // the schema has said why
  const placed = layers.map((layer, i) => {
    const node = list.items[i]!;
    return { layer, node, at: labelOf(node) };
  });
  return [...checkLayers(sections, placed), ...checkShapes(sections, list, layers, info, train)];
}

function checkShapes(
  sections: SpecNode,
  list: ListNode,
  layers: readonly Layer[],
  info: DataInfo,
  train: readonly number[],
): readonly Diagnostic[] {
  const noun = nounOf(info).slice(0, -1);
  let { shape } = info;
  let parameters = 0;
  let numbers = 0;
  const batch = batchOf(sections, Math.max(...train));
  const single =
    batch !== undefined && train.some((samples) => batch.size === 1 || samples % batch.size === 1);
  for (const [i, layer] of layers.entries()) {
    const step = applyLayer(layer, shape);
    if (layer.type === 'batchNorm' && single && sizeOf(shape) === shape.at(-1)) {
      const message =
        `An epoch’s last batch holds 1 ${noun}, which has no variance for \`batchNorm\`. ` +
        'Change `batchSize` or the split.';
      return [diagnose('model-shape', labelOf(list.items[i]!), message)];
    }
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
  if (batch !== undefined && batch.samples * numbers > LIMITS.batchNumbers) {
    const message =
      `The layers give ${count(numbers)} numbers per ${noun}, ${count(batch.samples * numbers)} for a ` +
      `batch of ${count(batch.samples)}; the most is ${count(LIMITS.batchNumbers)}. ` +
      'Take a smaller batch or smaller layers.';
    return [diagnose('model-shape', batch.at, message)];
  }
  return checkOutput(sections, layers, list.items, info);
}

/** The batch's size, and how many samples it can hold: no more than there are to train on. */
function batchOf(
  sections: SpecNode,
  train: number,
): { readonly size: number; readonly samples: number; readonly at: Location } | undefined {
  const node = valueAt(sections, 'training', 'batchSize');
  if (node?.kind !== 'scalar' || typeof node.value !== 'number') return undefined;
  return { size: node.value, samples: Math.min(node.value, train), at: node.at };
}

function checkOutput(
  sections: SpecNode,
  layers: readonly Layer[],
  items: readonly SpecNode[],
  info: DataInfo,
): readonly Diagnostic[] {
  const loss = lossTypeOf(sections);
  if (loss === undefined) return []; // the schema has said why
  if (loss === 'binaryCrossEntropy' && info.classes !== 2) {
    const message =
      `\`binaryCrossEntropy\` tells two classes apart, and ${info.name} has ${info.classes}. ` +
      'Take `crossEntropy`.';
    return [diagnose('training', valueAt(sections, 'training', 'loss')!.at, message)];
  }
  const last = layers.at(-1)!;
  const node = items.at(-1)!;
  const noun = nounOf(info).slice(0, -1);
  const { units, has, takes } = outputOf(loss, info);
  const wanted = `\`- dense: { units: ${units} }\``;
  if (last.type === 'dense' && last.units === units) return [];
  if (last.type === 'dense') {
    const numbers = `${count(last.units)} ${last.units === 1 ? 'number' : 'numbers'}`;
    const message = `The last layer gives ${numbers} per ${noun}, and ${has}. End with ${wanted}.`;
    const hint = last.units === 1 && loss === 'crossEntropy' ? oneOutput(info) : '';
    return [diagnose('model-shape', valueAt(node, 'dense', 'units')!.at, message + hint)];
  }
  const message = `The last layer is \`${last.type}\`. ${loss} takes ${takes} straight from a dense layer: end with ${wanted}.`;
  return [diagnose('model-shape', labelOf(node), message)];
}

/** What the last layer has to give, and why. */
function outputOf(
  loss: Loss['type'],
  { name, classes, outputs = 0 }: DataInfo,
): { readonly units: number; readonly has: string; readonly takes: string } {
  switch (loss) {
    case 'crossEntropy':
      return {
        units: classes,
        has: `${name} has ${classes} classes`,
        takes: 'one number per class',
      };
    case 'binaryCrossEntropy': {
      const takes = 'one number for both classes';
      return { units: 1, has: `\`binaryCrossEntropy\` takes ${takes}`, takes };
    }
    case 'meanSquaredError': {
      const numbers = outputs === 1 ? 'a number' : `${count(outputs)} numbers`;
      return { units: outputs, has: `${name} has ${numbers} to predict`, takes: numbers };
    }
  }
}

/** What somebody may have meant whose model gives one number. */
function oneOutput({ classes }: DataInfo): string {
  return classes === 2
    ? ' Or keep it, and write `loss: binaryCrossEntropy` under `training`.'
    : ' To predict a number, write `loss: meanSquaredError` under `training`.';
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
