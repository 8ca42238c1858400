import { hypothesesIn, metricIn } from './check-hypotheses.ts';
import { comparedTrials, comparisonsOf } from './compared-trials.ts';
import type { Warning } from './diagnostics.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { fewestEpochs, shapeOf } from './shape-metrics.ts';
import { entryOf, warn } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { count } from './words.ts';

/** What of valid hypotheses can be decided, unless a trial ends early. */
export function warnHypotheses(root: SpecNode, plan: Plan): readonly Warning[] {
  return hypothesesIn(root).flatMap((node) => {
    const needed = neededEpochs(node);
    if (needed === null) return [];
    const compared = comparisonsOf(node, plan).flatMap((each) => comparedTrials(each, plan));
    const ends = compared.flatMap((trial) => earliestEnd(trial) ?? []);
    const earliest = Math.min(...ends, Infinity);
    if (earliest >= needed.epochs) return [];
    const message =
      `By \`earlyStopping\` a compared trial may end after epoch ${count(earliest)}, and ` +
      `${needed.consequence} this stays undecided. ${needed.help}`;
    return [warn('early-stopping', needed.node.at, message)];
  });
}

interface Needed {
  readonly epochs: number;
  readonly consequence: string;
  readonly help: string;
  /** Where the spec asks for them. */
  readonly node: SpecNode;
}

/** So many epochs a trial has to have for its number to be there. */
function neededEpochs(node: SpecNode): Needed | null {
  const at = entryOf(node, 'at')?.value;
  const [entry] = at?.kind === 'map' ? at.entries : [];
  if (entry?.value.kind === 'scalar') {
    const epochs = entry.value.value as number;
    const consequence =
      entry.key === 'epoch'
        ? `without epoch ${count(epochs)}`
        : `with fewer than ${count(epochs)} epochs`;
    const help = 'Each trial has `best` and `last`.';
    return { epochs, consequence, help, node: entry.value };
  }
  const path = metricIn(node);
  const shape = path === undefined ? null : shapeOf(path);
  if (shape === null) return null;
  const epochs = fewestEpochs(shape.measure);
  const consequence = `with fewer than ${count(epochs)} epochs`;
  const help = 'Have more `patience`.';
  return { epochs, consequence, help, node: entryOf(node, 'metric')!.value };
}

/** The first epoch that can be a trial's last: one that is the best, and none after it is better. */
function earliestEnd({ epochs, earlyStopping }: PlannedTrial): number | null {
  if (earlyStopping === undefined) return null;
  return Math.min(epochs, 1 + earlyStopping.patience);
}
