import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const spec = /^```yaml\n([\s\S]*?)^```/m.exec(readme)![1]!;

describe('the README', () => {
  test('shows a spec that compiles: two variants at six seeds', () => {
    const compiled = compileSpec(spec, { file: 'my.yaml' });
    expect(compiled).toMatchObject({ ok: true });
    expect(compiled.ok && compiled.plan.trials).toHaveLength(12);
  });

  test('shows a diagnostic as it really is', () => {
    const compiled = compileSpec(spec.replace('batchSize', 'batch_size'), { file: 'my.yaml' });
    const text = compiled.ok ? '' : formatDiagnostics(compiled.diagnostics, { color: false });
    const shown = /^my\.yaml:.*$/m.exec(readme)![0];
    expect(text).toContain(shown);
  });

  test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/spec.md', 'docs/errors.md'])(
    '%s links only to files that are there',
    (file) => {
      const text = readFileSync(join(packageRoot, file), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
      const missing = links.filter((path) => !existsSync(join(packageRoot, dirname(file), path)));
      expect(missing).toEqual([]);
    },
  );
});
