import type { WorkflowHandle } from '@temporalio/client';
import { EpochalError } from '../study/errors.ts';
import { quoted } from '../study/readable.ts';
import { connectTo, pointsToServer } from './connection.ts';
import { liveSupervisor } from './supervisor/client.ts';
import type { SupervisorState } from './supervisor/state.ts';

/**
 * Does something to a study that is running, on the user's server or this folder's own.
 *
 * @param command what the user called it
 * @throws EpochalError STUDY_UNKNOWN when no such study is running
 */
export async function withRunningStudy(
  study: string,
  command: string,
  work: (handle: WorkflowHandle, name: string) => Promise<void>,
): Promise<void> {
  const name = study.split('@')[0] ?? study;
  if (name === '') throw notRunning(name);
  const embedded = await folderServer(name, command);
  await using connection = await connectTo(embedded ? { address: embedded.address } : {});
  const { WorkflowNotFoundError } = await import('@temporalio/client');
  const handle = connection.client.workflow.getHandle(name);
  try {
    // A server takes a cancellation of a workflow that has ended without a word.
    if ((await handle.describe()).status.name !== 'RUNNING') throw notRunning(name);
    await work(handle, name);
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? notRunning(name) : error;
  }
}

/**
 * This folder's own server that runs; null where the user points to another one.
 *
 * @throws EpochalError STUDY_UNKNOWN when there is neither
 */
export async function folderServer(
  study: string,
  command: string,
): Promise<SupervisorState | null> {
  if (await pointsToServer()) return null;
  const embedded = liveSupervisor();
  if (embedded === null) throw nothingRuns(study, command);
  return embedded;
}

function nothingRuns(study: string, command: string): EpochalError {
  return new EpochalError(
    'STUDY_UNKNOWN',
    `Nothing runs in this folder, so ${quoted(study)} does not either. A study that was ` +
      `interrupted goes on with the next \`epochal run\` or \`epochal up\`; after \`up\`, \`${command}\` reaches it.`,
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
