import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTemporal, setUpTemporal } from '../../cli/setup/temporal.ts';
import { serve } from '../datasets/server.ts';
import { quietLog, testMachine, type TestMachine } from './fakes.ts';

const says = (version: string): string =>
  `console.log('temporal version ${version} (Server 1.29.1)')`;

// Stands in for Go: "builds" a program into GOBIN and tells what it was asked.
const GO = `
const { writeFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { GOBIN, GOPATH, GOCACHE, GOMODCACHE, GOFLAGS } = process.env;
mkdirSync(GOMODCACHE, { recursive: true });
const asked = { args: process.argv.slice(2), GOPATH, GOCACHE, GOMODCACHE, GOFLAGS };
writeFileSync(
  join(GOBIN, 'temporal'),
  '#!' + process.execPath + '\\nconsole.log("temporal version 0.0.0-DEV")//' + JSON.stringify(asked),
  { mode: 0o755 },
);
`;

let machine: TestMachine;

beforeEach(async () => {
  machine = await testMachine();
});

afterEach(() => machine.remove());

test('a temporal on PATH is used as it is', async () => {
  await machine.tool('temporal', says('1.5.1'));
  const path = join(machine.folder, 'bin', 'temporal');
  expect(await findTemporal()).toEqual({ path, origin: 'PATH' });
  expect(await setUpTemporal({ log: quietLog() })).toEqual({ path, origin: 'PATH' });
  expect(await machine.kept()).toEqual([]);
});

test.each(['0.13.2', '1.0.9'])('a temporal %s on PATH is too old', async (version) => {
  await machine.tool('temporal', says(version));
  expect(await findTemporal()).toBeNull();
});

test('without a release Go builds it, inside the cache, and leaves only the binary', async () => {
  await machine.tool('go', GO);
  const binary = await setUpTemporal({ log: quietLog(), archives: [] });
  const path = join(machine.cache, 'temporal-1.5.1', 'temporal');
  expect(binary).toEqual({ path, origin: 'cache' });
  expect(await machine.kept()).toEqual(['temporal-1.5.1']);
  const [, asked] = (await readFile(path, 'utf8')).split('//');
  expect(JSON.parse(asked!)).toEqual({
    args: ['install', '-v', 'github.com/temporalio/cli/cmd/temporal@v1.5.1'],
    GOPATH: join(machine.cache, 'go'),
    GOCACHE: join(machine.cache, 'go', 'build'),
    GOMODCACHE: join(machine.cache, 'go', 'mod'),
    GOFLAGS: expect.stringContaining('-modcacherw'),
  });
  expect(await findTemporal()).toEqual(binary);
});

test('two at once build it once', async () => {
  await machine.tool('go', GO);
  const log = quietLog();
  const both = [0, 1].map(() => setUpTemporal({ log, archives: [] }));
  const [one, two] = await Promise.all(both);
  expect(one).toEqual(two);
  expect(log.said.filter((sentence) => sentence.includes('release'))).toHaveLength(1);
});

test('a built binary that does not run is not kept', async () => {
  await machine.tool('go', GO.replace('#!', 'not a program'));
  await expect(setUpTemporal({ log: quietLog(), archives: [] })).rejects.toMatchObject({
    code: 'SETUP_FAILED',
  });
  expect(await findTemporal()).toBeNull();
});

test('without any source the error lists what was tried and what to install by hand', async () => {
  const server = await serve((_request, response) => response.writeHead(200).end('a login page'));
  await machine.tool('go', "console.error('no route to the module proxy'); process.exit(1)");
  const archive = `${server.url}/temporal.tar.gz`;
  const failed = setUpTemporal({ log: quietLog(), archives: [archive] });
  await expect(failed).rejects.toMatchObject({ code: 'SETUP_FAILED' });
  const message = await failed.catch((error: Error) => error.message);
  expect(message).toContain(`${archive}: sent 12 bytes with sha256 `);
  expect(message).toContain(
    'go install github.com/temporalio/cli/cmd/temporal@v1.5.1: ' +
      'go install: exit code 1: no route to the module proxy',
  );
  expect(message).toContain(
    `put its binary at ${join(machine.cache, 'temporal-1.5.1', 'temporal')}`,
  );
  await server.close();
});
