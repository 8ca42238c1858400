import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWith } from '../../datasets/own/describe.ts';
import { packageRoot } from '../../environment/package.ts';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const spec = /^```yaml\n([\s\S]*?)^```/m.exec(readme)![1]!;

const PENGUINS = {
  describe: describeWith((path) => readFileSync(join(packageRoot, 'specs', path))),
};

describe('the README', () => {
  test('shows the study of specs/quickstart.yaml', () => {
    const file = readFileSync(join(packageRoot, 'specs/quickstart.yaml'), 'utf8');
    expect(file.endsWith(`\n${spec}`)).toBe(true);
  });

  test('shows a diagnostic as it really is', () => {
    const compiled = compileSpec(
      spec.replace('batchSize', 'batch_size'),
      { file: 'my.yaml' },
      PENGUINS,
    );
    const text = compiled.ok ? '' : formatDiagnostics(compiled.diagnostics, { color: false });
    const shown = /^my\.yaml:.*$/m.exec(readme)![0];
    expect(text).toContain(shown);
  });

  test.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/spec.md',
    'docs/errors.md',
    'docs/statistics.md',
    'docs/exports.md',
    'docs/temporal.md',
    'docs/studies.md',
    'docs/relu-verdict/report.md',
  ])('%s links only to files that are there', (file) => {
    const text = readFileSync(join(packageRoot, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
    const missing = links.filter((path) => !existsSync(join(packageRoot, dirname(file), path)));
    expect(missing).toEqual([]);
  });
});
