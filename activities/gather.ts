import { readOutput } from '../store/outputs.ts';
import { collectResults } from '../store/results.ts';
import type { StepReference } from '../study/expressions.ts';
import { nameOf } from '../study/labels.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type { TrialResult } from '../study/results.ts';
import { isOwnStep } from '../study/steps.ts';
import type { ActivityDeps } from './deps.ts';
import type { OwnStepInput } from './inputs.ts';
import type { OfTrial } from './step-definition.ts';

/**
 * A step per study's inputs that are one value of each trial, in plan order; null where the trial's
 * step was skipped or has failed. From the store: no history grows with them.
 *
 * @throws EpochalError ARTIFACT_MISSING, naming the trial whose value the store has lost.
 */
export async function gatherInputs(
  deps: ActivityDeps,
  input: OwnStepInput,
): Promise<Readonly<Record<string, readonly OfTrial<unknown>[]>>> {
  const references = Object.entries(input.gathered);
  if (references.length === 0) return {};
  const plan = await deps.store.readJson<Plan>(input.plan);
  const { results } = await collectResults(deps.store, input.run);
  const gathered = references.map(async ([name, reference]) => {
    const { step, output, members } = reference;
    const own = plan.steps.some((planned) => planned.id === step && isOwnStep(planned));
    const values = plan.trials.map(async (trial) => {
      const outputs = own
        ? await ownOutputs(deps, input, reference, trial)
        : standardOutputs(plan, reference, trial, results.trials[trial.index]!);
      const value = [output, ...members].reduce<unknown>(
        (from, member) => (from as Readonly<Record<string, unknown>> | null | undefined)?.[member],
        outputs,
      );
      return { ...nameOf(trial), value: value ?? null };
    });
    return [name, await Promise.all(values)] as const;
  });
  return Object.fromEntries(await Promise.all(gathered));
}

async function ownOutputs(
  { store }: ActivityDeps,
  { run, execution }: OwnStepInput,
  { step }: StepReference,
  { index }: PlannedTrial,
): Promise<Readonly<Record<string, unknown>> | null> {
  return (await readOutput(store, { run, step, trial: index }, execution))?.values ?? null;
}

/** What `train` and `test` gave, as their trial hands it to its own steps. */
function standardOutputs(
  plan: Plan,
  { step }: StepReference,
  { training, data }: PlannedTrial,
  result: TrialResult,
): Readonly<Record<string, unknown>> {
  if (plan.steps.find(({ id }) => id === step)?.uses === 'test') return { metrics: result.test };
  const { best, epochs, diverged } = result;
  const state = epochs.find(({ epoch }) => epoch === best?.epoch)?.checkpoint;
  const known = best !== null && state !== undefined && diverged === undefined;
  const { layers } = training;
  return { best: known ? { state, epoch: best.epoch, layers, shape: data.shape } : null };
}
