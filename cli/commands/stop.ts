import { setTimeout as delay } from 'node:timers/promises';
import { EpochalError } from '../../study/errors.ts';
import { quoted } from '../../study/readable.ts';
import { connectTo, pointsToServer } from '../connection.ts';
import { liveSupervisor } from '../supervisor/client.ts';

/** How long a worker may take to end the study's steps before the command stops to wait for it. */
const PATIENCE_MS = 60_000;

/** Stops a study: its trials end at their next step, and what they have computed is kept. */
export async function stop(study: string): Promise<void> {
  const name = study.split('@')[0] ?? study;
  if (name === '') throw notRunning(name);
  const embedded = (await pointsToServer()) ? null : liveSupervisor();
  if (embedded === null && !(await pointsToServer())) throw nothingRuns(name);
  await using connection = await connectTo(embedded ? { address: embedded.address } : {});
  const { WorkflowFailedError, WorkflowNotFoundError } = await import('@temporalio/client');
  const handle = connection.client.workflow.getHandle(name);
  try {
    // A server takes the cancellation of a workflow that has ended without a word.
    if ((await handle.describe()).status.name !== 'RUNNING') throw notRunning(name);
    await handle.cancel();
    const ended = await Promise.race([handle.result(), delay(PATIENCE_MS, 'waiting' as const)]);
    process.stdout.write(
      ended === 'waiting'
        ? `${name} was asked to stop, and does so as soon as a worker has time for it.\n`
        : `${name} had just ended by itself.\n`,
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notRunning(name);
    if (!(error instanceof WorkflowFailedError)) throw error;
    process.stdout.write(
      `Stopped ${name}. \`epochal run\` with its spec goes on from its newest epochs.\n`,
    );
  }
}

function nothingRuns(study: string): EpochalError {
  return new EpochalError(
    'STUDY_UNKNOWN',
    `Nothing runs in this folder, so ${quoted(study)} does not either. A study that was ` +
      'interrupted goes on with the next `epochal run` or `epochal up`; after `up`, `stop` ends it.',
    { study },
  );
}

function notRunning(study: string): EpochalError {
  return new EpochalError(
    'STUDY_UNKNOWN',
    `No study ${quoted(study)} is running. \`epochal status\` shows those that are.`,
    { study },
  );
}
