import { readFileSync, readdirSync } from 'node:fs';
import { describeWith } from '../../datasets/own/describe.ts';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import type { Warning } from '../../study/diagnostics.ts';
import { compileWithData, specFiles } from './spec-files.ts';

const files = specFiles('warned');

function warningsOf(source: Uint8Array | object, file: string): readonly Warning[] {
  const compiled = compileWithData(source, { file });
  if (!compiled.ok) throw new Error(formatDiagnostics(compiled.diagnostics, { color: false }));
  return compiled.warnings;
}

test.each(files)('$name compiles, with the warnings of $name.txt', ({ name, bytes, path }) => {
  const warnings = warningsOf(bytes, `${name}.yaml`);
  const text = formatDiagnostics(warnings, { color: false });
  expect(text).toBe(readFileSync(path.replace(/yaml$/, 'txt'), 'utf8'));
});

test.each(readdirSync('specs').filter((file) => /(?<!steps)\.yaml$/.test(file)))(
  'specs/%s is run without a warning',
  (file) => {
    const describe = describeWith((path) => readFileSync(`specs/${path}`));
    const compiled = compileSpec(readFileSync(`specs/${file}`), {}, { describe });
    expect(compiled).toMatchObject({ ok: true, warnings: [] });
  },
);

test('a spec with a mistake says that, and warns of nothing', () => {
  const bytes = readFileSync('test/study/warned/training-monitor.yaml', 'utf8');
  const wrong = compileWithData(bytes.replace('epochs', 'epoch'));
  expect(wrong).toMatchObject({ ok: false });
  expect(wrong).not.toHaveProperty('warnings');
});

test('warnings are painted yellow', () => {
  const [path] = files.map((file) => file.path);
  const text = formatDiagnostics(warningsOf(readFileSync(path!), 'a.yaml'), { color: true });
  expect(text).toContain('\u001B[33mwarning\u001B[0m');
  expect(text).not.toContain('error');
});
