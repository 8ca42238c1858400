import type { Client, WorkflowHandle } from '@temporalio/client';
import { taskQueue } from '../environment/settings.ts';
import type { Store } from '../store/store.ts';
import { readRun } from '../store/runs.ts';
import { EpochalError } from '../study/errors.ts';
import type { Plan } from '../study/plan.ts';
import { PLAN_QUERY } from '../workflows/messages.ts';
import type { PlanAnswer, StudyOutcome } from '../workflows/messages.ts';
import { planDifferences } from './plan-differences.ts';
import type { LoadedSpec } from './spec-file.ts';
import { counted, styled } from './terminal.ts';

const QUERY_TIMEOUT_MS = 10_000;

export type StudyHandle = WorkflowHandle<() => Promise<StudyOutcome>>;

/**
 * Starts the study, or attaches to it if it runs already with the same spec.
 *
 * @throws EpochalError STUDY_RUNNING, saying what differs, if it runs with another one.
 */
export async function startOrAttach(
  client: Client,
  { file, spec, overrides, files, plan }: LoadedSpec,
  store: Store,
): Promise<StudyHandle> {
  const { WorkflowExecutionAlreadyStartedError } = await import('@temporalio/client');
  const what = `${counted(plan.trials.length, 'trial')} of ${counted(plan.trials[0]?.epochs ?? 0, 'epoch')}`;
  const again = (await readRun(store, plan.run)) !== null;
  // Into the store first: whoever takes the study finds the data there.
  const stored = [...files].map(async ([path, bytes]) => [path, await store.writeArtifact(bytes)]);
  const digests = Object.fromEntries(await Promise.all(stored)) as Record<string, string>;
  const named = files.size === 0 ? {} : { files: digests };
  try {
    const handle = await client.workflow.start('study', {
      workflowId: plan.study,
      taskQueue: taskQueue(),
      workflowTaskTimeout: '5s', // what a worker had in hand when it died comes back after it
      args: [spec, { file, overrides, ...named }],
      ...(plan.question !== undefined && { staticSummary: plan.question.slice(0, 200) }),
    });
    say(`${again ? 'Continuing' : 'Started'} ${plan.run}: ${what}.`);
    return handle as StudyHandle;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const handle = client.workflow.getHandle<() => Promise<StudyOutcome>>(plan.study);
    await requireSamePlan(client, handle, plan);
    say(`Attached to ${plan.run}, which is running: ${what}.`);
    return handle;
  }
}

async function requireSamePlan(client: Client, handle: StudyHandle, plan: Plan): Promise<void> {
  const running = await runningPlan(client, handle);
  if (running === null || running.run === plan.run) return;
  const lines = planDifferences(running, plan).map((line) => `  ${line}`);
  throw new EpochalError(
    'STUDY_RUNNING',
    `The study ${JSON.stringify(plan.study)} is running with another spec, ${running.run}. ` +
      `What differs (running → yours):\n${lines.join('\n')}\n` +
      `Wait for it, stop it with \`epochal stop ${plan.study}\`, or give yours a name of its own: ` +
      `--set study=${plan.study}-2`,
    { study: plan.study, running: running.run, asked: plan.run },
  );
}

/**
 * What the running study has compiled its own spec to: null until it has, milliseconds after a
 * worker is up, and when no worker answers.
 */
async function runningPlan(client: Client, handle: StudyHandle): Promise<PlanAnswer> {
  const { ServiceError } = await import('@temporalio/client');
  try {
    return await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () =>
      handle.query<PlanAnswer>(PLAN_QUERY),
    );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    say('No worker answers yet; the study goes on as soon as one does.');
    return null;
  }
}

function say(text: string): void {
  process.stdout.write(`${styled('bold', text)}\n`);
}
