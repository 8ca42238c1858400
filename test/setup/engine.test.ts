import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setUpEngine } from '../../cli/setup/engine.ts';
import { preflight } from '../../cli/setup/preflight.ts';
import { quietLog, testMachine, type TestMachine } from './fakes.ts';
import { testIf } from '../skip.ts';

// Stands in for npm: lays out a tfjs-node whose own install script finds nothing to download.
const NPM = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prefix = process.argv[process.argv.indexOf('--prefix') + 1];
const folder = join(prefix, 'node_modules/@tensorflow/tfjs-node');
for (const part of ['binding', 'scripts']) mkdirSync(join(folder, part), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
writeFileSync(join(folder, 'scripts/install.js'), 'console.error("storage is out of reach"); process.exit(1)');
`;
// Stands in for Python with pip: the "wheel" it downloads is none.
const PYTHON = `
const { mkdirSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args.includes('download')) {
  const wheels = args[args.indexOf('--dest') + 1];
  mkdirSync(wheels, { recursive: true });
  writeFileSync(wheels + '/tensorflow_cpu-2.18.0-cp311-cp311-manylinux2014_x86_64.whl', 'tampered');
}
`;
const CPU_FOLDER = 'tensorflow-cpu-2.18.0-tfjs-4.22.0';

let machine: TestMachine;

beforeEach(async () => {
  machine = await testMachine();
});

afterEach(() => machine.remove());

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
const onLinuxX64 = testIf(isLinuxX64, 'the native engine is built on Linux x64 only');

onLinuxX64('without Python or a compiler each route says why, and WASM is left', async () => {
  await machine.npm(NPM);
  expect(await setUpEngine({ log: quietLog(), flavor: 'cpu' })).toEqual({
    engine: null,
    tried: [
      {
        source: "TensorFlow's Python wheel with the addon compiled here",
        reason: 'no C++ compiler: looked for g++, c++ and clang++',
      },
      {
        source: "the package's own prebuilt download",
        reason: expect.stringContaining('storage is out of reach'),
      },
    ],
  });
  expect(await machine.kept()).toEqual([`${CPU_FOLDER}.failed.json`]);
});

onLinuxX64('a wheel with other bytes than the pinned ones is refused', async () => {
  await machine.npm(NPM);
  await machine.tool('python3', PYTHON);
  await machine.tool('g++', '');
  const { tried } = await setUpEngine({ log: quietLog(), flavor: 'cpu' });
  // sha256 of the eight bytes "tampered".
  expect(tried[0]?.reason).toMatch(
    /^tensorflow-cpu==2\.18\.0 has sha256 [0-9a-f]{64}, expected 089e/,
  );
});

test('a set-up that failed is not tried again at once, but when a tool has come', async () => {
  await machine.npm(NPM);
  await setUpEngine({ log: quietLog(), flavor: 'cpu' });
  const tensorflow = async (): Promise<unknown> =>
    (await preflight()).find(({ requirement }) => requirement === 'tensorflow');
  expect(await tensorflow()).toMatchObject({
    status: 'fallback',
    detail: expect.stringMatching(/^WASM, 4× slower: set-up failed at \d\d:\d\d$/),
  });
  await machine.tool('g++', '');
  expect(await tensorflow()).toMatchObject({ status: 'missing', detail: 'prebuilt download' });
});

onLinuxX64('an interrupted set-up leaves nothing half-made', async () => {
  await machine.npm(NPM);
  await machine.tool('g++', '');
  // This pip downloads for ever; the set-up is given up once it is under way.
  const hangs = `${PYTHON.split('if')[0]} if (args.includes('download')) setInterval(() => {}, 1e6);`;
  await machine.tool('python3', hangs);
  const abort = new AbortController();
  const log = {
    say() {},
    progress: (text: string) => {
      if (text.startsWith('tensorflow-cpu')) abort.abort(new Error('interrupted'));
    },
  };
  await expect(setUpEngine({ log, flavor: 'cpu', signal: abort.signal })).rejects.toThrow(
    'interrupted',
  );
  expect(await machine.kept()).toEqual([]);
});

const TOOLS = ['g++', 'python3', 'npm', 'node', 'sh', 'as', 'ld'];
const canBuild = isLinuxX64 && hasTools();
// In CI a machine without the tools is a mistake, elsewhere it is somebody's laptop.
const withTools = testIf(
  canBuild || process.env['CI'] !== undefined,
  `building needs Linux x64 with ${TOOLS.join(', ')}`,
);

withTools(
  'in an empty cache TensorFlow is built, computes, and is found by two set-ups at once',
  async () => {
    process.env['PATH'] = machine.realPath;
    const log = quietLog();
    const [one, two] = await Promise.all([
      setUpEngine({ log, flavor: 'cpu' }),
      setUpEngine({ log, flavor: 'cpu' }),
    ]);
    const packageDir = join(machine.cache, CPU_FOLDER, 'node_modules', '@tensorflow', 'tfjs-node');
    expect(one).toEqual({ engine: { flavor: 'cpu', packageDir, origin: 'cache' }, tried: [] });
    expect(two).toEqual(one);
    expect(log.said).toEqual([expect.stringContaining('waiting for it')]);
    expect(existsSync(join(packageDir, 'deps', 'include'))).toBe(false);
    expect(await machine.kept()).toEqual([CPU_FOLDER]);
  },
  600_000,
);

function hasTools(): boolean {
  return TOOLS.every((name) =>
    (process.env['PATH'] ?? '').split(':').some((f) => existsSync(join(f, name))),
  );
}
