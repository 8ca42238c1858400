import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { identify } from '../cli/supervisor/processes.ts';
import type { ProcessId } from '../cli/supervisor/processes.ts';

/** The living children of a process. */
export function childrenOf(pid: number): readonly ProcessId[] {
  const children = readOrEmpty(`/proc/${pid}/task/${pid}/children`).trim();
  return children === '' ? [] : children.split(' ').map((child) => identify(Number(child)));
}

/** A process's command line, words apart by spaces; empty for one that is gone. */
export function commandLineOf(pid: number): string {
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** The processes that work in a folder or below; zombies don't. */
export function processesIn(folder: string): readonly ProcessId[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isWithin(folder, cwdOf(pid)))
    .map((pid) => identify(Number(pid)));
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function cwdOf(pid: string): string {
  try {
    // The folder may have been removed under it.
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
  } catch {
    return ''; // It ended meanwhile, or is not ours.
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
