import { canonicalJson } from '../../study/canonical.ts';
import type { RemoteFile } from '../../study/own-data.ts';
import { NotThat } from './fetch-own.ts';

/** The bytes of a file at an address; throws an Error that says why not. */
export type ReadRemote = (file: RemoteFile) => Uint8Array;

/**
 * Does work that reads files at addresses as if they were here, and does it again once those that it
 * asked for are: compiling waits for nothing.
 *
 * @param obtain brings one; what it throws ends the work, unless it is NotThat, which the reader gets
 */
export async function withRemoteFiles<T>(
  obtain: (file: RemoteFile) => Promise<Uint8Array>,
  work: (read: ReadRemote) => T,
): Promise<T> {
  const here = new Map<string, Uint8Array | NotThat>();
  for (;;) {
    const wanted = new Map<string, RemoteFile>();
    const result = work((file) => {
      const found = here.get(canonicalJson(file));
      if (found instanceof NotThat) throw found;
      if (found !== undefined) return found;
      wanted.set(canonicalJson(file), file);
      throw new Error('It is not here yet.');
    });
    if (wanted.size === 0) return result;
    for (const [id, file] of wanted) here.set(id, await obtained(file, obtain));
  }
}

async function obtained(
  file: RemoteFile,
  obtain: (file: RemoteFile) => Promise<Uint8Array>,
): Promise<Uint8Array | NotThat> {
  try {
    return await obtain(file);
  } catch (error) {
    if (error instanceof NotThat) return error;
    throw error;
  }
}
