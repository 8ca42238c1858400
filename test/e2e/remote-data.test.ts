import { createHash, randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { packageRoot } from '../../environment/package.ts';
import { cacheDir } from '../../environment/paths.ts';
import { sendWithRanges, serve } from '../datasets/server.ts';
import type { TestServer } from '../datasets/server.ts';
import { Workspace } from './workspace.ts';

// Like no other table, those of other runs of this test too: no cache has it, even where a run
// that was killed left its own there.
const TABLE = Buffer.from(
  `${readFileSync(join(packageRoot, 'specs/penguins.csv'), 'utf8').trim()}\n` +
    `Adelie,Torgersen,39.${randomInt(2 ** 40)},18.7,181,3750,male,2007\n`,
);
const SHA256 = createHash('sha256').update(TABLE).digest('hex');

function spec(study: string, url: string, sha256 = SHA256): string {
  return readFileSync(join(packageRoot, 'specs/quickstart.yaml'), 'utf8')
    .replace('study: quickstart', `study: ${study}`)
    .replace('file: penguins.csv', `file: { url: '${url}', sha256: ${sha256} }`)
    .replace('seeds: { count: 3, from: 0 }', 'seeds: [0]');
}

describe('a study of a table at an address', () => {
  const workspace = new Workspace();
  let server: TestServer;
  const write = (name: string, text: string): void =>
    writeFileSync(join(workspace.folder, name), text);
  const forget = (): void => rmSync(join(cacheDir(), 'datasets/own', SHA256), { force: true });
  beforeAll(async () => {
    server = await serve((request, response) => {
      if (request.url === '/penguins.csv') sendWithRanges(request, response, TABLE);
      else response.writeHead(404).end();
    });
  });
  afterAll(async () => {
    await server.close();
    forget();
    await workspace.remove();
  });

  test('an address that has nothing is an error at its line', async () => {
    write('missing.yaml', spec('missing', `${server.url}/nothing.csv`));
    const ran = await workspace.epochal('validate', 'missing.yaml');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`nothing.csv: ${server.url}/nothing.csv: HTTP 404 Not Found.`);
    expect(ran.stderr).toMatch(/^missing\.yaml:9:11 error data: /m);
  });

  test('fetches it once, by the command line', async () => {
    const before = server.requests.length;
    write('run.yaml', spec('run', `${server.url}/penguins.csv`));
    const ran = await workspace.epochal('run', 'run.yaml');
    expect(ran.stderr).toContain(`Fetching ${server.url}/penguins.csv`);
    expect(ran.code).toBe(0);
    expect((await workspace.epochal('plan', 'run.yaml')).code).toBe(0);
    expect(server.requests.length).toBe(before + 1);
  });

  test('is the same computation as a study of the same table as a file', async () => {
    write('penguins.csv', TABLE.toString());
    write('file.yaml', spec('file', '').replace(/file: \{.*\}/, 'file: penguins.csv'));
    expect((await workspace.epochal('run', 'file.yaml')).code).toBe(0);
    const [remote, local] = [await workspace.results('run'), await workspace.results('file')];
    expect(local.results.trials).toEqual(remote.results.trials);
    expect(local.provenance.events.filter(({ step }) => step === 'train')).toHaveLength(20);
  });

  test('a worker fetches it where a study is started without the command line', async () => {
    await workspace.epochal('up');
    rmSync(join(workspace.folder, '.epochal/store/artifacts'), { recursive: true });
    forget();
    const before = server.requests.length;
    const { address } = workspace.supervisor()!;
    const temporal = (await findTemporal())!.path;
    const workflow = (...args: string[]): ReturnType<Workspace['exec']> =>
      workspace.exec(temporal, ['workflow', ...args, '-w', 'by-hand', '--address', address]);
    write('by-hand.yaml', spec('by-hand', `${server.url}/penguins.csv`));
    const input = ['--input-file', 'by-hand.yaml', '--input-meta', 'encoding=binary/plain'];
    await workflow('start', '--type', 'study', '--task-queue', 'epochal', ...input);
    const { stdout } = await workflow('result', '-o', 'json');
    expect(stdout).toContain('"status": "done"');
    expect(server.requests.length).toBe(before + 1);
    await workspace.epochal('down');
  });
});
