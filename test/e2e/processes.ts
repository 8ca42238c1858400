import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Process ids of a process's children. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/** Process ids of all that works in a folder. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && cwdOf(pid) === folder)
    .map(Number);
}

function cwdOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // It ended meanwhile, or is not ours.
  }
}
