import type { Warning } from './diagnostics.ts';
import type { Layer } from './spec.ts';
import { entryOf, valueAt, warn } from './tree.ts';
import type { MapEntry, ScalarNode, SpecNode } from './tree.ts';
import { count } from './words.ts';

/** What of one valid variant runs as it is written, and is probably not what was meant. */
export function warnTrial(sections: SpecNode): readonly Warning[] {
  return [...smallBatches(sections), ...trainingMonitor(sections), ...outOfReach(sections)];
}

function smallBatches(sections: SpecNode): readonly Warning[] {
  const training = valueAt(sections, 'training');
  const accumulated = scalarAt(training, 'gradientAccumulation');
  const batches = accumulated?.value ?? 1;
  if (accumulated === undefined || batches === 1 || !hasLayer(sections, 'batchNorm')) return [];
  const size = scalarAt(training, 'batchSize')!.value as number;
  const message =
    `\`batchNorm\` takes mean and variance from each batch of ${count(size)}, and not from the ` +
    `${count(size * (batches as number))} samples of a step. With \`layerNorm\` the two are the same.`;
  return [warn('batch-statistics', accumulated.at, message)];
}

function trainingMonitor(sections: SpecNode): readonly Warning[] {
  const monitor = scalarAt(valueAt(sections, 'checkpoint'), 'monitor');
  if (typeof monitor?.value !== 'string' || !monitor.value.startsWith('train.')) return [];
  const other = monitor.value.replace('train', 'validation');
  const message =
    'The best epoch is then the one that has learnt the training samples by heart the most. ' +
    `\`${other}\` measures others.`;
  return [warn('training-monitor', monitor.at, message)];
}

/** Counts of epochs that a trial has not. */
function outOfReach(sections: SpecNode): readonly Warning[] {
  const training = valueAt(sections, 'training');
  const epochs = scalarAt(training, 'epochs')!.value as number;
  const [kind] = entriesOf(valueAt(training, 'schedule'));
  const step = kind?.key === 'step' ? scalarAt(kind.value, 'every') : undefined;
  const plateau = kind?.key === 'reduceOnPlateau' ? scalarAt(kind.value, 'patience') : undefined;
  const patience = scalarAt(valueAt(training, 'earlyStopping'), 'patience');
  const all = epochs === 1 ? '1 epoch' : `${count(epochs)} epochs`;
  const late = (node: ScalarNode | undefined, consequence: string): readonly Warning[] =>
    node === undefined || (node.value as number) < epochs
      ? []
      : [warn('no-effect', node.at, `${consequence}: a trial has ${all}.`)];
  return [
    ...late(step, 'The learning rate never falls'),
    ...late(plateau, 'The learning rate never falls'),
    ...late(patience, 'No trial ends early'),
  ];
}

function hasLayer(sections: SpecNode, type: Layer['type']): boolean {
  const layers = valueAt(sections, 'model', 'layers');
  if (layers?.kind !== 'list') return false;
  return layers.items.some((layer) =>
    layer.kind === 'scalar' ? layer.value === type : entryOf(layer, type) !== undefined,
  );
}

function scalarAt(node: SpecNode | undefined, field: string): ScalarNode | undefined {
  const value = valueAt(node, field);
  return value?.kind === 'scalar' ? value : undefined;
}

function entriesOf(node: SpecNode | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}
