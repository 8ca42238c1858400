import { EpochalError } from '../../study/errors.ts';
import { connectTo, pointsToServer } from '../connection.ts';
import { liveSupervisor } from '../supervisor/client.ts';

/** Stops a study: its trials end at their next step, and what they have computed is kept. */
export async function stop(study: string): Promise<void> {
  const name = study.split('@')[0] ?? study;
  const embedded = (await pointsToServer()) ? null : liveSupervisor();
  if (embedded === null && !(await pointsToServer())) throw notRunning(name);
  await using connection = await connectTo(embedded ? { address: embedded.address } : {});
  const { WorkflowFailedError, WorkflowNotFoundError } = await import('@temporalio/client');
  const handle = connection.client.workflow.getHandle(name);
  try {
    await handle.cancel();
    await handle.result();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notRunning(name);
    if (!(error instanceof WorkflowFailedError)) throw error;
  }
  process.stdout.write(
    `Stopped ${name}. \`epochal run\` with its spec goes on from its newest epochs.\n`,
  );
}

function notRunning(study: string): EpochalError {
  return new EpochalError(
    'STUDY_UNKNOWN',
    `No study ${JSON.stringify(study)} is running. \`epochal status\` shows those that are.`,
    { study },
  );
}
