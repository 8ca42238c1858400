import { bringDown } from '../supervisor/client.ts';

/** Drains the worker, then stops server and supervisor. Open studies go on at the next `up`. */
export async function down(): Promise<void> {
  process.stdout.write(
    (await bringDown())
      ? 'Stopped. Open studies continue with the next `epochal up` or `epochal run`.\n'
      : 'Nothing is running in this folder.\n',
  );
}
