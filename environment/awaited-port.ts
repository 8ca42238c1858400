import { claim } from './lock.ts';

/** Says, for as long as this process lives, that it waits for a server at a port of this machine. */
export async function awaitPort(port: number): Promise<void> {
  await claim(nameOf(port));
}

/** Whether a process waits for its own server there: another one would get what it does not expect. */
export async function isAwaited(port: number): Promise<boolean> {
  const release = await claim(nameOf(port));
  release?.();
  return release === null;
}

function nameOf(port: number): string {
  return `awaited-port-${port}`;
}
