import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadBackend } from '../../engine/backend.ts';
import { locateBackends } from '../../engine/locate.ts';
import { hasGpu } from '../../environment/native-engine.ts';
import { describeIf } from '../skip.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochal-locate-'));
const cache = process.env['XDG_CACHE_HOME'];
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (cache === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = cache;
});

function install(root: string, packageName: string, addon: boolean): string {
  const path = join(root, 'node_modules', packageName);
  mkdirSync(join(path, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ version: '4.22.0' }));
  if (addon) writeFileSync(join(path, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
  return path;
}

test('the user’s own engine comes before the cache’s, and WebAssembly is always there', () => {
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  const cached = join(folder, 'cache', 'epochal', 'tensorflow-cpu-2.18.0-tfjs-4.22.0');
  const nativeIn = (cwd: string): unknown =>
    locateBackends(cwd).find(({ backend }) => backend === 'tensorflow');
  const elsewhere = join(folder, 'elsewhere');
  expect(nativeIn(elsewhere)).toMatchObject({ folder: null, problem: 'it is not installed' });
  const cachedFolder = install(cached, '@tensorflow/tfjs-node', true);
  expect(nativeIn(elsewhere)).toMatchObject({
    folder: cachedFolder,
    source: 'cache',
    problem: null,
  });
  const own = join(folder, 'own');
  const ownFolder = install(own, '@tensorflow/tfjs-node', true);
  expect(nativeIn(own)).toMatchObject({
    folder: ownFolder,
    source: 'installed',
    version: '4.22.0',
  });
  expect(locateBackends(own).at(-1)).toMatchObject({ backend: 'wasm', problem: null });
});

test('a package whose addon was never built is no engine', () => {
  process.env['XDG_CACHE_HOME'] = join(folder, 'no-cache');
  const root = join(folder, 'unbuilt');
  install(root, '@tensorflow/tfjs-node', false);
  const native = locateBackends(root).find(({ backend }) => backend === 'tensorflow')!;
  expect(native.problem).toMatch(/has no built addon/);
});

describeIf(!hasGpu(), 'this machine has a GPU', 'without a GPU', () => {
  test('the GPU engine is passed over, and asking for it says why it can’t be had', async () => {
    expect(locateBackends(folder)[0]).toMatchObject({
      backend: 'tensorflow-gpu',
      problem: 'no NVIDIA GPU is here',
    });
    await expect(loadBackend('tensorflow-gpu')).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('no NVIDIA GPU is here'),
    });
  });
});

test('an engine that can’t be loaded is passed over, and the reason says so', async () => {
  process.env['XDG_CACHE_HOME'] = join(folder, 'broken');
  const broken = join(folder, 'broken', 'epochal', 'tensorflow-cpu-2.18.0-tfjs-4.22.0');
  install(broken, '@tensorflow/tfjs-node', true);
  const { name, reason } = await loadBackend('auto');
  expect(name).toBe('wasm');
  expect(reason).toMatch(/tensorflow: @tensorflow\/tfjs-node did not load: /);
  expect(reason).toMatch(/expect several times the time/);
});
