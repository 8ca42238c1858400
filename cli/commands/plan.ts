import { variantLabel } from '../../study/labels.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import { count } from '../../study/words.ts';
import { modelTables, weightsOf } from '../model-tables.ts';
import { loadSpec } from '../spec-file.ts';
import { styled, table } from '../terminal.ts';

/** Prints what a spec compiles to. */
export async function plan(
  file: string,
  options: { set: string[]; json?: boolean },
): Promise<void> {
  const { plan: compiled } = loadSpec(file, options.set);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(compiled, null, 2)}\n`);
    return;
  }
  const steps = compiled.steps.map((step) => [step.id, step.uses, step.per, step.needs.join(', ')]);
  const trials = compiled.trials.map((trial) => [
    String(trial.index),
    variantLabel(trial.variant),
    String(trial.seed),
    String(trial.epochs),
    count(weightsOf(trial)),
  ]);
  process.stdout.write(
    [
      `${styled('bold', compiled.run)}  ${compiled.question ?? ''}`.trimEnd(),
      '',
      styled('bold', 'Steps'),
      table(['step', 'uses', 'per', 'needs'], steps),
      '',
      styled('bold', 'Trials') + ', each epoch: train → validate → checkpoint',
      table(['#', 'variant', 'seed', 'epochs', 'weights'], trials, [0, 2, 3, 4]),
      '',
      modelTables(compiled),
      ...horizonNote(compiled.trials),
      '',
    ].join('\n'),
  );
}

/** What would be computed anew if the study were made longer. */
function horizonNote(trials: readonly PlannedTrial[]): readonly string[] {
  const following = trials.filter(({ followsEpochs }) => followsEpochs);
  if (following.length === 0) return [];
  const subject =
    following.length === trials.length
      ? 'The schedule ends'
      : `In ${following.length} of ${trials.length} trials the schedule ends`;
  return [
    '',
    `${subject} with the study: with more epochs every epoch is another, and is computed anew. ` +
      'Horizons that are written down (`over`, `warmup` as a count of steps) let a longer study go on.',
  ];
}
