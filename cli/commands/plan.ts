import { variantLabel } from '../../study/labels.ts';
import type { Layer } from '../../study/spec.ts';
import { loadSpec, resolvedSpec } from '../spec-file.ts';
import { styled, table } from '../terminal.ts';

/** Prints what a spec compiles to. */
export async function plan(
  file: string,
  options: { set: string[]; json?: boolean; resolved?: boolean },
): Promise<void> {
  if (options.resolved) {
    process.stdout.write(resolvedSpec(file, options.set));
    return;
  }
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
    trial.training.layers.map(layerLabel).join(' → '),
  ]);
  process.stdout.write(
    [
      `${styled('bold', compiled.run)}  ${compiled.question ?? ''}`.trimEnd(),
      '',
      styled('bold', 'Steps'),
      table(['step', 'uses', 'per', 'needs'], steps),
      '',
      styled('bold', 'Trials') + ', each epoch: train → validate → checkpoint',
      table(['#', 'variant', 'seed', 'epochs', 'model'], trials, [0, 2, 3]),
      '',
    ].join('\n'),
  );
}

function layerLabel(layer: Layer): string {
  switch (layer.type) {
    case 'flatten':
      return 'flatten';
    case 'dense':
      return `dense ${layer.units}`;
    case 'activation':
      return layer.activation;
  }
}
