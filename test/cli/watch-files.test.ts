import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stamp, untilChanged } from '../../cli/watch-files.ts';

let folder: string;
let stop: AbortController;
const inside = (name: string): string => join(folder, name);
const seen = (...names: string[]): Map<string, string> =>
  new Map(names.map((name) => [inside(name), stamp(inside(name))]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-watch-'));
  stop = new AbortController();
  writeFileSync(inside('a'), 'one');
});
afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

test('a file that is written to has changed', async () => {
  const changed = untilChanged(seen('a'), stop.signal);
  writeFileSync(inside('a'), 'two, and more');
  expect(await changed).toBe(true);
});

test('so has one that another file was put in place of', async () => {
  const changed = untilChanged(seen('a'), stop.signal);
  writeFileSync(inside('a.tmp'), 'two');
  renameSync(inside('a.tmp'), inside('a'));
  expect(await changed).toBe(true);
});

test('what changed between its reading and the watching is seen', async () => {
  const before = seen('a');
  writeFileSync(inside('a'), 'two, and more');
  expect(await untilChanged(before, stop.signal)).toBe(true);
});

test('a file that was missing, with its folder, is seen when it comes', async () => {
  const changed = untilChanged(seen('a', 'b/c/d'), stop.signal);
  mkdirSync(inside('b/c'), { recursive: true });
  writeFileSync(inside('b/c/d'), 'here');
  expect(await changed).toBe(true);
});

test('other files of the folder are nobody’s business', async () => {
  const changed = untilChanged(seen('a'), stop.signal);
  writeFileSync(inside('b'), 'another');
  stop.abort();
  expect(await changed).toBe(false);
});
