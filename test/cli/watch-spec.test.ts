import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, Workspace } from '../e2e/workspace.ts';

const workspace = new Workspace();
const inside = (name: string): string => join(workspace.folder, name);
afterAll(() => workspace.remove());

const SMALLEST = readFileSync('test/study/good/smallest.yaml', 'utf8');

/** A command that watches, and what it has printed since it was last asked. */
class Watch {
  readonly command: ChildProcess;
  #printed = '';

  constructor(file: string) {
    this.command = workspace.start('validate', file, '--watch');
    this.command.stdout!.on('data', (chunk) => (this.#printed += String(chunk)));
  }

  /** The next answer, whole. */
  async answer(): Promise<string> {
    const end = 'Ctrl-C ends.\n';
    const length = await eventually(() => {
      const at = this.#printed.indexOf(end);
      return at === -1 ? null : at + end.length;
    });
    const text = this.#printed.slice(0, length);
    this.#printed = this.#printed.slice(length);
    return text;
  }

  async interrupt(): Promise<unknown> {
    const exit = once(this.command, 'exit');
    this.command.kill('SIGINT');
    return (await exit)[0];
  }
}

test('a spec is checked again when it changes, however it is saved, until Ctrl-C', async () => {
  writeFileSync(inside('a.yaml'), SMALLEST);
  const watch = new Watch('a.yaml');
  expect(await watch.answer()).toMatch(
    /^\[\d\d:\d\d:\d\d\] a\.yaml is valid: .*\nWatching for changes; Ctrl-C ends\.\n$/,
  );
  writeFileSync(inside('a.yaml'), SMALLEST.replace('batchSize', 'batch_size'));
  expect(await watch.answer()).toContain('Did you mean `batchSize`?');
  writeFileSync(inside('new.yaml'), SMALLEST.replace('epochs: 1', 'epochs: 7'));
  renameSync(inside('new.yaml'), inside('a.yaml'));
  expect(await watch.answer()).toContain('1 trial, 7 epochs in all.');
  expect(await watch.interrupt()).toBe(130);
});

test('a file that the spec names is watched too, also while it is not there', async () => {
  writeFileSync(inside('b.yaml'), 'extends: base.yaml\nstudy: b\ntraining: { epochs: 2 }\n');
  const watch = new Watch('b.yaml');
  expect(await watch.answer()).toContain('Can\'t read "base.yaml"');
  writeFileSync(
    inside('base.yaml'),
    SMALLEST.replace(/data: .*/, 'data: { csv: { file: t.csv, target: x } }'),
  );
  expect(await watch.answer()).toContain('Can\'t read "t.csv"');
  writeFileSync(inside('t.csv'), 'y,x\n1,a\n');
  expect(await watch.answer()).not.toContain("Can't read");
  expect(await watch.interrupt()).toBe(130);
});

test('a spec that is not there yet is waited for', async () => {
  const watch = new Watch('c.yaml');
  expect(await watch.answer()).toContain('Can\'t read the spec "c.yaml"');
  writeFileSync(inside('c.yaml'), SMALLEST);
  expect(await watch.answer()).toContain('c.yaml is valid');
  expect(await watch.interrupt()).toBe(130);
});
