import { checkAugmentation } from './augmentation.ts';
import type { DataInfo } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { MapEntry, SpecNode } from './tree.ts';
import { count } from './words.ts';

/** What no schema can say about one variant's training: whether its settings fit each other. */
export function checkTraining(sections: SpecNode, info: DataInfo | null): readonly Diagnostic[] {
  const training = valueAt(sections, 'training');
  return [
    ...checkNesterov(training),
    ...checkMinimum(training),
    ...checkClassWeights(training, info),
    ...checkAugmentation(sections, info),
  ];
}

function checkNesterov(training: SpecNode | undefined): readonly Diagnostic[] {
  const sgd = valueAt(training, 'optimizer', 'sgd');
  const momentum = valueOf(valueAt(sgd, 'momentum')) ?? 0;
  if (valueOf(valueAt(sgd, 'nesterov')) !== true || momentum !== 0) return [];
  const message =
    '`nesterov` looks ahead along the momentum, and there is none. ' +
    'Add `momentum: 0.9`, or remove `nesterov`.';
  return [diagnose('training', entryOf(sgd, 'nesterov')!.keyAt, message)];
}

function checkMinimum(training: SpecNode | undefined): readonly Diagnostic[] {
  const [optimizer] = entriesOf(valueAt(training, 'optimizer'));
  const [schedule] = entriesOf(valueAt(training, 'schedule'));
  const rate = valueOf(valueAt(optimizer?.value, 'learningRate'));
  const minimum = valueAt(schedule?.value, 'minimum');
  const least = valueOf(minimum);
  if (minimum === undefined || typeof rate !== 'number' || typeof least !== 'number') return [];
  if (least < rate) return [];
  const message =
    `The smallest learning rate, ${least}, is not below the optimizer’s, ${rate}. ` +
    'Lower `minimum`.';
  return [diagnose('training', minimum.at, message)];
}

function checkClassWeights(
  training: SpecNode | undefined,
  info: DataInfo | null,
): readonly Diagnostic[] {
  const weights = valueAt(training, 'loss', 'crossEntropy', 'classWeights');
  if (weights?.kind !== 'list' || info === null || weights.items.length === info.classes) return [];
  const { length } = weights.items;
  const message =
    `\`classWeights\` has ${count(length)} ${length === 1 ? 'number' : 'numbers'}, and ${info.name} has ` +
    `${info.classes} classes. Write one for each, in their order.`;
  return [diagnose('training', weights.at, message)];
}

function entriesOf(node: SpecNode | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

function valueOf(node: SpecNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}
