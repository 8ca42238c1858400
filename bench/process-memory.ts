import { readFileSync } from 'node:fs';

/**
 * A process's memory in bytes, 0 where /proc does not tell: `VmHWM` is the most that was ever
 * resident; `RssAnon` is what is resident now and its own, without the files that it maps, whose
 * pages the kernel takes back as it likes.
 */
export function processMemory(pid: number | 'self', field: 'VmHWM' | 'RssAnon'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
