import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Each line the command prints, of either stream. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

const TAIL_LINES = 12;

/**
 * Runs a command without a shell and returns what it printed to stdout.
 *
 * @throws Error with one readable reason: not found, its exit code and last lines, or the timeout.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
    timeout: options.timeoutMs,
  });
  let output = '';
  const tail: string[] = [];
  const onLine = (line: string): void => {
    if (line.trim() === '') return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    options.onLine?.(line);
  };
  const flushStdout = byLine(child.stdout, onLine, (text) => (output += text));
  const flushStderr = byLine(child.stderr, onLine);
  const { code, killedBy } = await new Promise<{ code: number | null; killedBy: string | null }>(
    (resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ENOENT' ? new Error(`${command}: not found on PATH`) : error);
      });
      child.once('close', (exitCode, signal) => resolve({ code: exitCode, killedBy: signal }));
    },
  );
  flushStdout();
  flushStderr();
  if (code === 0) return output;
  const how = killedBy === null ? `exit code ${code}` : `ended by ${killedBy}`;
  const said = tail.length === 0 ? '' : `: ${tail.join('\n')}`;
  throw new Error(`${command} ${args[0] ?? ''}: ${how}${said}`);
}

function byLine(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  onText?: (text: string) => void,
): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    onText?.(text);
    // A bare \r ends a line too: pip and wget redraw theirs.
    const lines = (rest + text).split(/[\r\n]/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  return () => onLine(rest);
}
