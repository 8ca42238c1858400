import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { claim } from '../../environment/lock.ts';

/** Makes this process the working folder's only supervisor, for as long as it lives. */
export async function lockFolder(folder: string): Promise<boolean> {
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  return (await claim(`folder-${id}`)) !== null;
}

/** Makes this process the only supervisor that uses a port, for as long as it lives. */
export async function lockPort(port: number): Promise<boolean> {
  return (await claim(`port-${port}`)) !== null;
}
