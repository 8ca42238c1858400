import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withLock } from '../../environment/lock.ts';
import { cacheDir } from '../../environment/paths.ts';
import { sha256OfFile } from '../../environment/sha256.ts';
import { EpochalError } from '../../study/errors.ts';
import { LIMITS } from '../../study/limits.ts';
import type { RemoteFile } from '../../study/own-data.ts';
import { mayFollow } from '../../study/remote-address.ts';
import { fetchFile } from '../fetch.ts';
import type { FailedSource, FetchProgress } from '../fetch.ts';

export interface FetchOwnOptions {
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
  /** A source that sends nothing for so long is given up. Default 15 s. */
  readonly stallTimeoutMs?: number;
}

/** An address that has not what a spec says that it has. Its message says why, and what to do. */
export class NotThat extends Error {}

/**
 * The bytes at an address, checked: kept in the cache by their digest, so that they are fetched once
 * and a download that was interrupted goes on.
 *
 * @throws NotThat when asking again would not help; EpochalError DOWNLOAD_FAILED when it may
 */
export async function fetchOwn(
  { url, sha256 }: RemoteFile,
  options: FetchOwnOptions = {},
): Promise<Uint8Array> {
  const destination = join(cacheDir(), 'datasets', 'own', sha256);
  const byHand = 'Check `url` and `sha256`, or fetch the file by hand and name its path instead.';
  await withLock(
    `${destination}.lock`,
    async () => {
      if ((await sha256OfFile(destination)) === sha256) return;
      const name = basename(new URL(url).pathname) || url;
      const limits = { mostBytes: LIMITS.dataBytes, mayFollow };
      await fetchFile({ destination, name, sources: [url], sha256, byHand, ...limits, ...options });
    },
    options.signal === undefined ? {} : { signal: options.signal },
  ).catch((error: unknown) => {
    if (!(error instanceof EpochalError)) throw error;
    const [tried] = error.details['tried'] as readonly FailedSource[];
    if (tried?.isFinal) throw new NotThat(`${url}: ${tried.reason}. ${byHand}`);
    throw error;
  });
  return readFile(destination);
}
