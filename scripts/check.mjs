// Everything that can be checked without running the tests; goes on after a failure, to show all.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { satisfies } from 'semver';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** @type {[string, string, string[]][]} */
const CHECKS = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['types', 'tsc', ['-p', 'tsconfig.json', '--noEmit', '--incremental', 'false']],
  ['types of tests', 'tsc', ['-p', 'test/tsconfig.json']],
  ['import rules', 'depcruise', ['--config', '.dependency-cruiser.cjs', ...folders()]],
  ['dead code', 'knip', []],
];

let failed = 0;
for (const [name, command, args] of CHECKS) {
  const began = performance.now();
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit' });
  report(name, status === 0, began);
}
report('engines', enginesFit(), performance.now());
process.exitCode = failed === 0 ? 0 : 1;

function report(name, ok, began) {
  if (!ok) failed += 1;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`,
  );
}

function folders() {
  return JSON.parse(readFileSync('tsconfig.json', 'utf8')).include;
}

/** Each installed package must take the oldest Node.js that ours says it takes. */
function enginesFit() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const oldest = ['20.19.0', '22.12.0', '24.0.0'];
  let ok = true;
  for (const [path, { engines, optional, dev }] of Object.entries(lock.packages)) {
    if (path === '' || !engines?.node || optional || dev) continue;
    for (const version of oldest.filter((v) => !satisfies(v, engines.node))) {
      console.log(`${path} takes Node.js ${engines.node}, not ${version}`);
      ok = false;
    }
  }
  return ok;
}
