// Compiles to dist/ and bundles the workflows, each only when something changed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const FOLDERS = JSON.parse(readFileSync('tsconfig.json', 'utf8')).include;
const stamp = 'dist/.built';

if (newest(['package.json', 'tsconfig.json', 'package-lock.json', ...FOLDERS]) > modified(stamp)) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], {
    stdio: 'inherit',
  });
  await bundleWorkflows();
  writeFileSync(stamp, '');
}

async function bundleWorkflows() {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'dist/workflows/index.js'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync('dist/workflows/bundle.js', code);
}

function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      if (!existsSync(path)) return 0;
      if (!statSync(path).isDirectory()) return modified(path);
      const inside = readdirSync(path).map((name) => join(path, name));
      return Math.max(modified(path), newest(inside));
    }),
  );
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}
