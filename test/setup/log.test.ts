import { consoleLog } from '../../cli/setup/log.ts';

function recorded(terminal: boolean): { text: () => string; write(text: string): boolean } {
  let text = '';
  return Object.assign(
    { text: () => text, write: (more: string) => ((text += more), true) },
    terminal ? { isTTY: true, columns: 20 } : {},
  );
}

const term = process.env['TERM'];
beforeEach(() => (process.env['TERM'] = 'xterm'));
afterEach(() => {
  if (term === undefined) delete process.env['TERM'];
  else process.env['TERM'] = term;
});

test('on a terminal progress is one line, redrawn and never wider than the terminal', () => {
  const output = recorded(true);
  const log = consoleLog(output, () => 0);
  log.progress('1 MB');
  log.progress('twenty-four characters!!');
  log.say('done');
  expect(output.text()).toBe('  1 MB\r\u001b[2K  twenty-four chara\r\u001b[2Kdone\n');
});

test('elsewhere progress is a plain line at most every five seconds', () => {
  const output = recorded(false);
  let now = 0;
  const log = consoleLog(output, () => now);
  for (now = 0; now <= 12_000; now += 1_000) log.progress(`${now / 1_000} s`);
  log.say('done');
  expect(output.text()).toBe('  5 s\n  10 s\ndone\n');
});
