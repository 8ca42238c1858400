import { quoted } from '../study/readable.ts';

/** What the operating system refused most often, in words, and what helps. */
const REASONS: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  EACCES: ['permission denied', 'Give yourself the right to it, or work in a folder of your own.'],
  EPERM: ['not permitted', 'Give yourself the right to it, or work in a folder of your own.'],
  EROFS: ['the file system is read-only', 'Work in a folder that can be written to.'],
  ENOSPC: ['no space is left', 'Make room, then run the command again: what is done is kept.'],
  EDQUOT: ['your quota is used up', 'Make room, then run the command again: what is done is kept.'],
  ENOENT: ['there is no such file or folder', 'Check the path.'],
  ENOTDIR: [
    'a part of the path is a file, not a folder',
    'Give a path that leads through folders.',
  ],
  ENAMETOOLONG: ['the name is too long', 'Give a shorter one.'],
  EEXIST: ['something else has that name', 'Remove it, or give another name.'],
  EISDIR: ['it is a folder, not a file', 'Give the path of a file.'],
  EMFILE: ['too many files are open', 'Raise the limit: ulimit -n 4096'],
  EADDRINUSE: ['another program has that address', 'Stop it, or choose another port.'],
};

/** What was tried, in words, where the system call's own name says little. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  mkdir: 'make the folder',
  scandir: 'read the folder',
  copyfile: 'write',
  link: 'write',
  unlink: 'remove',
};

/**
 * A refusal of the operating system as a sentence with what was tried, why it failed and what
 * helps; null for any other error.
 */
export function describeSystemError(error: unknown): string | null {
  const { code, syscall, path, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return null;
  const [reason, help] = REASONS[code] ?? [message, 'Mend that, then run the command again.'];
  const what = path === undefined ? '' : ` ${quoted(path)}`;
  return `Can't ${ATTEMPTS[syscall] ?? syscall}${what}: ${reason} (${code}). ${help}`;
}

/** Why a file can't be read, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? '']?.[0] ?? message;
}
