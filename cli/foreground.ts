import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * Runs a program in this terminal, passing signals on; its exit code, 128 + n for signal n. A
 * program of ours gets a channel, and sees by its end that this command was killed.
 */
export async function runForeground(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const channel = command === process.execPath ? (['ipc'] as const) : [];
  const stdio = ['inherit', 'inherit', 'inherit', ...channel] as const;
  const child = spawn(command, args, { env, stdio: [...stdio] });
  // Ctrl-C reaches the child by itself: here it must only not end us first.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
