import { writeFileSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import { studySchema } from '../../study/schema.ts';
import { specFiles } from './spec-files.ts';
test('gen', () => {
  const codes = new Set<string>();
  for (const { name, bytes, path } of specFiles('bad')) {
    const c = compileSpec(bytes, { file: `${name}.yaml` });
    if (c.ok) throw new Error(name);
    for (const d of c.diagnostics) codes.add(d.code);
    writeFileSync(path.replace(/yaml$/, 'txt'), formatDiagnostics(c.diagnostics, { color: false }));
  }
  process.stderr.write([...codes].sort().join(' ') + '\n');
  writeFileSync('specs/study.schema.json', JSON.stringify(studySchema(), null, 2));
  for (const { name, bytes } of specFiles('good')) {
    const c = compileSpec(bytes);
    process.stderr.write(
      name +
        ' ' +
        (c.ok ? 'ok ' + c.plan.trials.length : formatDiagnostics(c.diagnostics, { color: false })) +
        '\n',
    );
  }
});
