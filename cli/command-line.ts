/** A command as a shell takes it, with the `--set` options it was given. */
export function commandLine(
  command: string,
  args: readonly string[],
  set: readonly string[],
): string {
  const words = [command, ...args, ...set.flatMap((value) => ['--set', value])];
  return ['epochal', ...words.map(shellWord)].join(' ');
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
