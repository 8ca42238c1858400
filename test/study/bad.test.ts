import { readFileSync } from 'node:fs';
import { formatDiagnostics } from '../../study/compile.ts';
import { compileWithData, specFiles } from './spec-files.ts';

const files = specFiles('bad');

test('there are bad specs to compile', () => {
  expect(files.length).toBeGreaterThanOrEqual(45);
});

test.each(files)('$name is refused with the sentences of $name.txt', ({ name, bytes, path }) => {
  const compiled = compileWithData(bytes, { file: `${name}.yaml` });
  if (compiled.ok) throw new Error('it compiled');
  const text = formatDiagnostics(compiled.diagnostics, { color: false });
  expect(text).toBe(readFileSync(path.replace(/yaml$/, 'txt'), 'utf8'));
});

test.each(files)('$name says the same when it is compiled again', ({ bytes }) => {
  expect(compileWithData(bytes)).toEqual(compileWithData(bytes));
});

test.each(files)('the diagnostics of $name survive JSON', ({ bytes }) => {
  const compiled = compileWithData(bytes);
  expect(JSON.parse(JSON.stringify(compiled))).toEqual(compiled);
});

test.each(files)('each squiggle of $name lies under its token', ({ bytes }) => {
  const compiled = compileWithData(bytes);
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  for (const { at, code } of compiled.ok ? [] : compiled.diagnostics) {
    if (at.kind === 'object' || code === 'not-utf8' || code === 'empty') continue;
    const token = at.excerpt.slice(at.start, at.end);
    const line = lines[at.line - 1]!;
    expect(line.slice(at.column - 1, at.column - 1 + token.length)).toBe(token);
    expect(token.length).toBeGreaterThan(0);
  }
});
