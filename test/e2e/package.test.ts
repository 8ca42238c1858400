import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { packageRoot, packageVersion } from '../../environment/package.ts';
import { copyExample } from './examples.ts';
import { RELU, Workspace, small } from './workspace.ts';

// Installed once, nothing is asked of the network any more: `npx --offline`.
const NPM = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

describe('the package, as a user installs it', () => {
  const workspace = new Workspace(NPM);
  const tarball = `epochal-${packageVersion()}.tgz`;
  afterAll(() => workspace.remove());

  test('holds only what a user needs', async () => {
    const packed = await workspace.exec('npm', [
      ...[
        'pack',
        packageRoot,
        '--json',
        '--ignore-scripts',
        '--pack-destination',
        workspace.folder,
      ],
    ]);
    const [{ files }] = JSON.parse(packed.stdout) as [{ files: { path: string }[] }];
    const top = [...new Set(files.map(({ path }) => path.split('/')[0]!))].sort();
    expect(top).toEqual([
      ...['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs'],
      ...['package.json', 'report', 'specs'],
    ]);
    const paths = files.map(({ path }) => path);
    expect(
      paths.filter((path) => /^dist\/(test|bench|chaos)\/|tsbuildinfo|\.built$/.test(path)),
    ).toEqual([]);
    expect(paths).toContain('dist/workflows/bundle.js');
    expect(paths).toContain('specs/study.schema.json');
  });

  test('installs into an empty folder, without install scripts', async () => {
    writeFileSync(join(workspace.folder, 'package.json'), '{ "private": true }');
    const installed = await workspace.exec('npm', ['install', '--ignore-scripts', `./${tarball}`]);
    expect(installed.stderr).not.toContain('npm error');
    expect(installed.code).toBe(0);
  });

  test('`npx epochal doctor` says what it would train with', async () => {
    const doctor = await workspace.exec('npx', ['--offline', 'epochal', 'doctor', '--json']);
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      epochal: packageVersion(),
      backend: expect.stringMatching(/^(tensorflow|tensorflow-gpu|wasm)$/) as string,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test('`npx epochal run` runs a study', async () => {
    const ran = await workspace.exec('npx', ['--offline', 'epochal', 'run', RELU, ...small(1)]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Report: reports/relu/report.html');
  });

  describe('in somebody else’s worker', () => {
    let worker: ChildProcess;
    let address: string;

    beforeAll(async () => {
      copyExample('own-worker', workspace.folder);
      const up = await workspace.exec('npx', ['--offline', 'epochal', 'up']);
      expect(up.code).toBe(0);
      address = workspace.supervisor()!.address;
      worker = spawn(process.execPath, ['worker.js'], {
        cwd: workspace.folder,
        env: { ...process.env, TEMPORAL_ADDRESS: address },
        stdio: 'ignore',
      });
    });
    afterAll(async () => {
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    });

    async function execute(type: string, ...input: string[]): ReturnType<Workspace['exec']> {
      const { path } = (await findTemporal())!;
      return workspace.exec(path, [
        ...['workflow', 'execute', '--address', address, '--task-queue', 'mine'],
        ...['--type', type, '--workflow-id', `${type}-mine`, '--output', 'json', ...input],
      ]);
    }

    test('their workflow and activity run', async () => {
      const greeted = await execute('greet', '--input', '"you"');
      expect(greeted.stdout).toContain('Hello, you!');
    });

    test('and a study runs beside them', async () => {
      const spec = { ...(await specObject()), study: 'theirs' };
      const ran = await execute('study', '--input', JSON.stringify(spec));
      expect(ran.code).toBe(0);
      const { stdout } = await workspace.exec('npx', [
        '--offline',
        'epochal',
        'results',
        'theirs',
        '--json',
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ results: { status: 'done' } });
    });
  });
});

async function specObject(): Promise<object> {
  const { parse } = await import('yaml');
  const spec = parse(readFileSync(RELU, 'utf8')) as Record<string, unknown>;
  const training = { ...(spec['training'] as object), epochs: 1 };
  return { ...spec, training, data: { dataset: 'mnist', split: { train: 2000, validation: 500 } } };
}
