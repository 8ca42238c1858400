import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Screen } from '../../../cli/live/screen.ts';
import { distFile } from '../../../environment/package.ts';
import { eventually } from '../../e2e/workspace.ts';
import { VirtualTerminal } from './virtual-terminal.ts';

describe('a screen', () => {
  let terminal: VirtualTerminal;
  let screen: Screen;
  let hasTerminal: boolean;
  beforeEach(() => {
    terminal = new VirtualTerminal(20);
    screen = new Screen(terminal, () => hasTerminal);
    hasTerminal = true;
    terminal.write('before\n');
  });
  afterEach(() => screen.end());

  test('changes its lines in place, whether they become more or fewer', () => {
    screen.draw(['one', 'two']);
    expect(terminal.lines).toEqual(['before', 'one', 'two', '']);
    screen.draw(['one', 'second', 'third']);
    expect(terminal.lines).toEqual(['before', 'one', 'second', 'third', '']);
    screen.draw(['1', 'second']);
    expect(terminal.lines).toEqual(['before', '1', 'second', '']);
    screen.draw(['1']);
    expect(terminal.lines).toEqual(['before', '1', '']);
  });

  test('writes once a frame, and only lines that differ; nothing where none does', () => {
    screen.draw(['first', 'second', 'third']);
    terminal.writes.length = 0;
    screen.draw(['first', 'changed', 'third']);
    expect(terminal.writes).toEqual(['\u001B[2A\rchanged\u001B[K\n\n']);
    screen.draw(['first', 'changed', 'third']);
    expect(terminal.writes).toHaveLength(1);
  });

  test('erases nothing after a line that fills the terminal', () => {
    screen.draw(['x'.repeat(19)]);
    screen.draw(['y'.repeat(20)]);
    expect(terminal.lines).toEqual(['before', 'y'.repeat(20), '']);
    expect(terminal.writes.at(-1)).not.toContain('\u001B[K');
  });

  test('writes lines that stay above its own', () => {
    screen.draw(['one', 'two']);
    screen.say('the disk is full');
    expect(terminal.lines).toEqual(['before', 'the disk is full', 'one', 'two', '']);
    screen.draw(['one', 'three']);
    expect(terminal.lines.slice(-3)).toEqual(['one', 'three', '']);
  });

  test('finds its lines again where a narrower terminal has broken them', () => {
    screen.draw(['a line of 19 letters', 'two']);
    terminal.resize(10);
    screen.draw(['a line of', 'two']);
    expect(terminal.lines).toEqual(['before', 'a line of', 'two', '']);
  });

  test('hides the cursor until it ends, and leaves its lines', () => {
    screen.draw(['one']);
    expect(terminal.cursorVisible).toBe(false);
    screen.end();
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.lines).toEqual(['before', 'one', '']);
    expect(terminal.listening).toBe(0);
  });

  test('leaves the terminal alone in the background, but for what has to be said', () => {
    screen.draw(['one']);
    hasTerminal = false;
    screen.draw(['two']);
    terminal.write('$ typed\n');
    screen.say('the disk is full');
    expect(terminal.lines).toEqual(['before', 'one', '$ typed', 'the disk is full', '']);
    hasTerminal = true;
    screen.draw(['three']);
    expect(terminal.lines.slice(-3)).toEqual(['the disk is full', 'three', '']);
  });

  test('that begins in the background hides no cursor', () => {
    hasTerminal = false;
    screen.draw(['one']);
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.lines).toEqual(['before', '']);
  });

  test('shows the cursor also when the process ends in its middle', () => {
    const listeners = process.listeners('exit');
    screen.draw(['one']);
    const ours = process.listeners('exit').find((listener) => !listeners.includes(listener));
    ours!(70);
    expect(terminal.cursorVisible).toBe(true);
  });
});

describe('a screen in a shell', () => {
  // It counts how often it went on, and each frame since then.
  const program = `
    const { Screen } = require(${JSON.stringify(distFile('cli/live/screen.js'))});
    const screen = new Screen(process.stdout);
    let [times, frames] = [0, 0];
    process.on('SIGCONT', () => [times, frames] = [times + 1, 0]);
    process.on('SIGINT', () => (screen.end(), process.exit(7)));
    setInterval(() => {
      screen.draw(['one', times + ' times']);
      require('node:fs').writeFileSync(process.env.FRAMES, times + ' ' + ++frames);
    }, 20);`;
  const shell = 'exec bash -mc \'"$NODE" -e "$PROGRAM"; read -r; fg; read -r; bg; read -r; fg\'';
  const folder = mkdtempSync(join(tmpdir(), 'epochal-screen-'));
  const file = join(folder, 'frames');
  let command: ChildProcessWithoutNullStreams;
  let printed = '';
  const screen = (): VirtualTerminal => {
    const terminal = new VirtualTerminal(10_000);
    terminal.write(printed);
    return terminal;
  };
  const stopped = (): number => printed.match(/Stopped/g)?.length ?? 0;
  beforeAll(() => {
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program, FRAMES: file };
    command = spawn('script', ['-qefc', shell, '/dev/null'], { env });
    command.stdout.on('data', (chunk) => (printed += String(chunk)));
  });
  afterAll(() => {
    command.kill();
    rmSync(folder, { recursive: true });
  });

  test('gives the cursor back at Ctrl-Z, and shows its lines anew after `fg`', async () => {
    await eventually(() => screen().lines.includes('0 times'));
    command.stdin.write('\u001A');
    await eventually(() => stopped() === 1);
    expect(screen().cursorVisible).toBe(true);
    command.stdin.write('\n');
    await eventually(() => screen().lines.includes('1 times'));
    expect(screen().cursorVisible).toBe(false);
    expect(screen().lines.slice(0, 2)).toEqual(['one', '0 times']);
    expect(screen().lines.slice(-3)).toEqual(['one', '1 times', '']);
  });

  test('writes nothing after `bg`, and shows its lines anew after `fg`', async () => {
    command.stdin.write('\u001A');
    await eventually(() => stopped() === 2);
    command.stdin.write('\n');
    await eventually(() => {
      const [times, frames] = readFileSync(file, 'utf8').split(' ').map(Number);
      return times === 2 && frames! > 3;
    });
    expect(screen().cursorVisible).toBe(true);
    expect(screen().lines).not.toContain('2 times');
    command.stdin.write('\n');
    await eventually(() => screen().lines.includes('2 times'));
    expect(screen().cursorVisible).toBe(false);
    command.stdin.write('\u0003');
    expect(await once(command, 'exit')).toEqual([7, null]);
    expect(screen().cursorVisible).toBe(true);
  });
});
