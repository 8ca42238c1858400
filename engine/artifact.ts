import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';

import { EpochalError } from '../study/errors.ts';
import type { ArtifactFile } from './protocol.ts';

/** `sha256:<64 hex digits>` of the bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * The bytes of an artifact, compared with its digest.
 *
 * @throws EpochalError ARTIFACT_MISSING when the file is not there or holds something else;
 * STORE_UNAVAILABLE when it can't be read.
 */
export function readArtifact(file: ArtifactFile): Uint8Array {
  const missing = (problem: string, cause?: unknown): EpochalError =>
    new EpochalError(
      'ARTIFACT_MISSING',
      `the artifact ${file.digest} ${problem}: ${file.path}`,
      { digest: file.digest, path: file.path },
      { cause },
    );
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file.path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // not the system's: no memory to read it into
    if (code === 'ENOENT') throw missing('is not there', error);
    // The file may be well: too many open files, a disk that is away. Tried again, it may be read.
    throw new EpochalError('STORE_UNAVAILABLE', `${file.path} could not be read: ${message}`, {
      path: file.path,
    });
  }
  const found = digestOf(bytes);
  if (found !== file.digest) throw missing(`has other bytes (${found})`);
  return bytes;
}

/**
 * Writes a file and waits until it is on the disk.
 *
 * @throws EpochalError STORE_UNAVAILABLE when that fails.
 */
export function writeDurably(path: string, bytes: Uint8Array): void {
  try {
    const file = openSync(path, 'w');
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { message } = error as Error;
    throw new EpochalError('STORE_UNAVAILABLE', `${path} could not be written: ${message}`, {
      path,
    });
  }
}
