import { Screen } from '../../../cli/live/screen.ts';
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
