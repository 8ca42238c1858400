import { benchTable } from '../../bench/table.ts';

test('a row has its figure, its target, and whether it was met', () => {
  const table = benchTable([
    { what: 'An epoch', measured: '1400 ms', target: null, ok: null },
    { what: '  ratio', measured: '0.95 ×', target: '≤ 1.2', ok: true },
    { what: '  memory', measured: '1.30 GB', target: '≤ 1.2', ok: false },
    { what: '  peer', measured: 'no torch', target: '≤ 0.25', ok: null },
  ]);
  expect(table.split('\n').slice(2)).toEqual([
    'An epoch                                                    1400 ms',
    '  ratio                                                      0.95 ×   ≤ 1.2 ok',
    '  memory                                                    1.30 GB   ≤ 1.2 over',
    '  peer                                                     no torch  ≤ 0.25',
    '',
  ]);
});

test('no line is wider than 80 columns, and a long description goes on indented', () => {
  const what = `  ${'word '.repeat(15).trim()}`;
  const table = benchTable([{ what, measured: '1 s', target: '≤ 2', ok: true }]);
  // 52 columns hold the indent and 10 words of 4 letters with their spaces.
  const lines = table.trimEnd().split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.slice(3)).toEqual(['    word word word word word']);
});
