import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sha256OfFile } from '../environment/sha256.ts';
import { EpochalError } from '../study/errors.ts';
import { NotThere, downloadTo } from './transfer.ts';
import type { TransferOptions } from './transfer.ts';

/** How far one file's download is. */
export interface FetchProgress {
  readonly file: string;
  readonly receivedBytes: number;
  /** As the source announced it; null when it didn't. */
  readonly totalBytes: number | null;
  readonly source: string;
}

export interface FetchRequest {
  /** Where the file will be. It is there whole and verified, or not at all. */
  readonly destination: string;
  /** What it is called in progress and errors. Default: its name at the destination. */
  readonly name?: string;
  /** HTTP(S) addresses, tried in this order. */
  readonly sources: readonly string[];
  /** Of the file as it is kept, 64 hex digits. */
  readonly sha256: string;
  /** Of the file as sources may send it instead: gzipped. */
  readonly gzipSha256?: string;
  /** What to do without any source; ends the error's message. */
  readonly byHand: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** A source that sends nothing for so long is given up. Default 15 s. */
  readonly stallTimeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly mostBytes?: TransferOptions['mostBytes'];
  readonly mayFollow?: TransferOptions['mayFollow'];
}

/** A source that was tried, and why it wasn't good. */
export interface FailedSource {
  readonly source: string;
  readonly reason: string;
  /** Whether it won't be good later either. */
  readonly isFinal?: true;
}

const STALL_TIMEOUT_MS = 15_000;

/**
 * Downloads one file from the first source that has its right bytes, and returns that source. What
 * an earlier, interrupted call received lies in `<destination>.part` and is not sent again.
 *
 * One call at a time per destination: the caller holds a lock.
 *
 * @throws EpochalError DOWNLOAD_FAILED with each source's reason.
 */
export async function fetchFile(request: FetchRequest): Promise<string> {
  const { destination, name = basename(destination), sources, signal } = request;
  await mkdir(dirname(destination), { recursive: true });
  const part = `${destination}.part`;
  const failed: FailedSource[] = [];
  for (const source of sources) {
    try {
      await downloadTo(part, source, {
        stallTimeoutMs: request.stallTimeoutMs ?? STALL_TIMEOUT_MS,
        onProgress: (receivedBytes, totalBytes) => {
          request.onProgress?.({ file: name, receivedBytes, totalBytes, source });
        },
        ...(signal === undefined ? {} : { signal }),
        ...(request.mostBytes === undefined ? {} : { mostBytes: request.mostBytes }),
        ...(request.mayFollow === undefined ? {} : { mayFollow: request.mayFollow }),
      });
      await acceptPart(part, request);
      return source;
    } catch (error) {
      signal?.throwIfAborted();
      const reason = (error as Error).message;
      failed.push({ source, reason, ...(error instanceof NotThere && { isFinal: true }) });
    }
  }
  throw downloadFailed(name, failed, request.byHand);
}

/** The error for a file that no source had; `byHand` says what to do without. */
export function downloadFailed(
  what: string,
  failed: readonly FailedSource[],
  byHand: string,
): EpochalError {
  const tried = failed.map(({ source, reason }) => `  - ${source}: ${reason}`).join('\n');
  return new EpochalError(
    'DOWNLOAD_FAILED',
    `${what} could not be downloaded. Tried:\n${tried}\n${byHand}`,
    { what, tried: failed },
  );
}

/** Verifies the downloaded bytes, unpacks them if need be, and moves them to the destination. */
async function acceptPart(part: string, request: FetchRequest): Promise<void> {
  const received = await sha256OfFile(part);
  if (received === request.sha256) {
    await moveIntoPlace(part, request.destination);
    return;
  }
  if (received !== request.gzipSha256) {
    const sizeBytes = (await stat(part)).size;
    // Wrong bytes must not be the beginning of the next source's download.
    await rm(part, { force: true });
    const expected = [request.sha256, request.gzipSha256].filter((digest) => digest !== undefined);
    throw new NotThere(
      `sent ${sizeBytes} bytes with sha256 ${received}, expected ${expected.join(' or (gzipped) ')}`,
    );
  }
  const unpacked = `${request.destination}.${randomUUID()}.tmp`;
  try {
    await pipeline(createReadStream(part), createGunzip(), createWriteStream(unpacked));
    const digest = await sha256OfFile(unpacked);
    if (digest !== request.sha256) {
      throw new Error(`unpacks to sha256 ${digest}, expected ${request.sha256}`);
    }
    await moveIntoPlace(unpacked, request.destination);
  } finally {
    await rm(unpacked, { force: true });
    await rm(part, { force: true });
  }
}

/** Renames a file over its destination, durably: a power cut leaves the old state or the new. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await sync(from);
  await rename(from, to);
  await sync(dirname(to));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
