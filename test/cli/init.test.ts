import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { Workspace } from '../e2e/workspace.ts';

const workspace = new Workspace();
const inside = (name: string): string => join(workspace.folder, name);
afterAll(() => workspace.remove());

test.each([
  [[], 'study.yaml', 'study'],
  [['wide.yaml'], 'wide.yaml', 'wide'],
  [['sub/My Study!.yml'], 'sub/My Study!.yml', 'my-study'],
  [['2024.yaml'], '2024.yaml', '2024'],
  [['null.yaml'], 'null.yaml', 'null'],
  [['???'], '???', 'starter'],
])('`init %j` writes %s, a valid study called %s', async (args, file, name) => {
  mkdirSync(inside('sub'), { recursive: true });
  const ran = await workspace.epochal('init', ...args);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain(`${file} holds a study that runs as it is:\n  epochal plan `);
  const valid = await workspace.epochal('validate', file);
  expect(valid.stdout).toContain(`is valid: ${name}@`);
  const [, schema] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text(file))!;
  expect(resolve(dirname(inside(file)), schema!)).toBe(
    join(packageRoot, 'specs/study.schema.json'),
  );
});

test('a file that is there stays as it is', async () => {
  await workspace.epochal('init', 'mine.yaml');
  const before = text('mine.yaml');
  const ran = await workspace.epochal('init', 'mine.yaml');
  expect(ran.code).toBe(2);
  expect(ran.stderr).toBe(
    '"mine.yaml" is there already, and nothing overwrites it. ' +
      'Give another name, such as `epochal init my-study.yaml`.\n',
  );
  expect(text('mine.yaml')).toBe(before);
});

test('a folder that is not there is named', async () => {
  const ran = await workspace.epochal('init', 'nowhere/study.yaml');
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('"nowhere/study.yaml": there is no such file or folder');
});

function text(file: string): string {
  return readFileSync(inside(file), 'utf8');
}
