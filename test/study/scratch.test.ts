import { readFileSync, readdirSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
test('x', () => {
  let out = '';
  for (const f of readdirSync('test/study/bad').filter((f) => f.endsWith('.yaml'))) {
    const t0 = performance.now();
    const c = compileSpec(readFileSync('test/study/bad/' + f), { file: f });
    const ms = performance.now() - t0;
    out += `######## ${f} ${ms > 50 ? ms.toFixed(0) + ' ms' : ''}\n` + (c.ok ? 'OK?!\n' : formatDiagnostics(c.diagnostics, { color: false }));
  }
  require('fs').writeFileSync('/tmp/bad.out', out);
});
