import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { Screen } from '../../../cli/live/screen.ts';
import { distFile } from '../../../environment/package.ts';
import { eventually } from '../../e2e/workspace.ts';
import { VirtualTerminal } from './virtual-terminal.ts';

describe('a screen', () => {
  let terminal: VirtualTerminal;
  let screen: Screen;
  beforeEach(() => {
    terminal = new VirtualTerminal(20);
    screen = new Screen(terminal);
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

  test('shows the cursor also when the process ends in its middle', () => {
    const listeners = process.listeners('exit');
    screen.draw(['one']);
    const ours = process.listeners('exit').find((listener) => !listeners.includes(listener));
    ours!(70);
    expect(terminal.cursorVisible).toBe(true);
  });
});

describe('a screen in a shell', () => {
  // It changes a line each time that it goes on, and ends with the second time.
  const program = `
    const { Screen } = require(${JSON.stringify(distFile('cli/live/screen.js'))});
    const screen = new Screen(process.stdout);
    screen.draw(['one', 'two']);
    let times = 0;
    process.on('SIGCONT', () => {
      times += 1;
      screen.draw(['one', 'after ' + times]);
      if (times === 2) screen.end(), process.exit(7);
    });
    setInterval(() => undefined, 1000);`;
  const shell = 'exec bash -mc \'"$NODE" -e "$PROGRAM"; read -r; fg; read -r; fg\'';
  let command: ChildProcessWithoutNullStreams;
  let printed = '';
  const screen = (): VirtualTerminal => {
    const terminal = new VirtualTerminal(10_000);
    terminal.write(printed);
    return terminal;
  };
  const stopped = (): number => printed.match(/Stopped/g)?.length ?? 0;
  beforeAll(() => {
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program };
    command = spawn('script', ['-qefc', shell, '/dev/null'], { env });
    command.stdout.on('data', (chunk) => (printed += String(chunk)));
  });
  afterAll(() => command.kill());

  test('gives the cursor back at Ctrl-Z, and shows its lines anew after `fg`, time and again', async () => {
    await eventually(() => screen().lines.includes('two'));
    command.stdin.write('\u001A');
    await eventually(() => stopped() === 1);
    expect(screen().cursorVisible).toBe(true);
    command.stdin.write('\n');
    await eventually(() => screen().lines.includes('after 1'));
    expect(screen().cursorVisible).toBe(false);
    expect(screen().lines.slice(0, 2)).toEqual(['one', 'two']);
    expect(screen().lines.slice(-3)).toEqual(['one', 'after 1', '']);
    command.stdin.write('\u001A');
    await eventually(() => stopped() === 2);
    expect(screen().cursorVisible).toBe(true);
    command.stdin.write('\n');
    expect(await once(command, 'exit')).toEqual([7, null]);
    expect(screen().cursorVisible).toBe(true);
  });
});
