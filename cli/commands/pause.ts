import { PAUSE_SIGNAL, RESUME_SIGNAL } from '../../workflows/messages.ts';
import { withRunningStudy } from '../running-study.ts';

/** Has a study stand still: what is under way ends first, an epoch at most. */
export async function pause(study: string): Promise<void> {
  await withRunningStudy(study, 'pause', async (handle, name) => {
    await handle.signal(PAUSE_SIGNAL);
    process.stdout.write(
      `${name} pauses when what is under way has ended. \`epochal resume ${name}\` goes on.\n`,
    );
  });
}

/** Has a paused study go on. */
export async function resume(study: string): Promise<void> {
  await withRunningStudy(study, 'resume', async (handle, name) => {
    await handle.signal(RESUME_SIGNAL);
    process.stdout.write(`${name} goes on.\n`);
  });
}
