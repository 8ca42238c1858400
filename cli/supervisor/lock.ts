import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';

/** Makes this process the working folder's only supervisor, for as long as it lives. */
export async function lockFolder(folder: string): Promise<boolean> {
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  return claim(`folder-${id}`);
}

/** Makes this process the only supervisor that uses a port, for as long as it lives. */
export async function lockPort(port: number): Promise<boolean> {
  return claim(`port-${port}`);
}

/**
 * Claims a name among this user's processes; whether it was free.
 *
 * The claim is an abstract socket: the kernel gives its name to one process and takes it back at
 * that process's death, so that nothing stale is ever left behind.
 */
async function claim(name: string): Promise<boolean> {
  const server = createServer((connection) => connection.destroy());
  server.listen(`\0epochal-${process.getuid?.() ?? 0}-${name}`);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.unref();
  return true;
}
