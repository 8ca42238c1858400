import { readFileSync } from 'node:fs';
import { EpochalError } from '../study/errors.ts';

/**
 * What must be left while a trainer computes. TensorFlow's matrix product takes up to some 100 MB for
 * its first call of a shape; where it gets less it goes on, silently and for good, with other code
 * that rounds differently.
 */
const HEADROOM_BYTES = 512 * 2 ** 20;

/**
 * Makes sure that the process may still take address space (`ulimit -v`, `prlimit --as`), where
 * Linux says so. Called in the middle of an epoch: 0.03 ms.
 *
 * @throws EpochalError ENGINE_FAILED
 */
export function requireAddressSpace(): void {
  const limit = Number(/^Max address space +(\d+)/m.exec(read('limits'))?.[1] ?? Infinity);
  if (limit === Infinity) return;
  const takenKb = Number(/^VmSize:\s+(\d+) kB/m.exec(read('status'))?.[1] ?? 0);
  const left = limit - takenKb * 1024;
  if (left >= HEADROOM_BYTES) return;
  const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
  throw new EpochalError(
    'ENGINE_FAILED',
    `The trainer may take only ${megabytes(Math.max(0, left))} MB of memory more, and needs ` +
      `${megabytes(HEADROOM_BYTES)}: with less, TensorFlow would compute other numbers. It is tried ` +
      'again. Raise the limit on address space (ulimit -v) of the worker, or give it fewer slots ' +
      '(EPOCHAL_SLOTS).',
    { left },
  );
}

function read(file: 'limits' | 'status'): string {
  try {
    return readFileSync(`/proc/self/${file}`, 'utf8');
  } catch {
    return '';
  }
}
