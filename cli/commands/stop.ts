import { setTimeout as delay } from 'node:timers/promises';
import { withRunningStudy } from '../running-study.ts';

/** How long a worker may take to end the study's steps before the command stops to wait for it. */
const PATIENCE_MS = 60_000;

/** Stops a study: its trials end at their next step, and what they have computed is kept. */
export async function stop(study: string): Promise<void> {
  await withRunningStudy(study, 'stop', async (handle, name) => {
    const { WorkflowFailedError } = await import('@temporalio/client');
    try {
      await handle.cancel();
      const ended = await Promise.race([handle.result(), delay(PATIENCE_MS, 'waiting' as const)]);
      process.stdout.write(
        ended === 'waiting'
          ? `${name} was asked to stop, and does so as soon as a worker has time for it.\n`
          : `${name} had just ended by itself.\n`,
      );
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      process.stdout.write(
        `Stopped ${name}. \`epochal run\` with its spec goes on from its newest epochs.\n`,
      );
    }
  });
}
