import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault, Injected } from '../fault.ts';
import type { Moment } from '../moments.ts';
import type { RandomStream } from '../random.ts';
import type { Site } from '../site.ts';
import { openObjects } from './open-objects.ts';
import type { OpenObject, OpenObjects } from './open-objects.ts';

const AIMED: readonly Moment[] = ['before-compute', 'artifact-written', 'record-written', 'commit'];

export const STORE_FAULTS: readonly Fault[] = [
  {
    ...base('artifact-truncated', 'half of a state, a commit, a data set or a split is gone'),
    inject: damage('artifacts', (path) => truncateSync(path, readFileSync(path).length >> 1)),
  },
  {
    ...base('artifact-flipped', 'a bit of such an artifact is wrong'),
    inject: damage('artifacts', flipBit),
  },
  { ...base('record-flipped', 'a bit of a record is wrong'), inject: damage('records', flipBit) },
  {
    ...base('artifact-removed', 'such an artifact is gone'),
    inject: damage('artifacts', (path) => rmSync(path)),
  },
  {
    ...base('record-removed', 'a record is gone: as if the step had never been done'),
    // Nobody can tell it from one that never was.
    inject: async (site, random) => {
      const injected = await damage('records', (path) => rmSync(path))(site, random);
      return injected && { fromMs: injected.fromMs, what: injected.what };
    },
  },
  {
    ...base('folder-vanished', 'a folder of artifacts, all records, or all refs are gone'),
    inject: (site, random) => {
      const { artifacts } = openObjects(site);
      const shards = artifacts.map(({ path }) => dirname(path));
      const folder = random.pick([
        ...(shards.length === 0 ? [] : [random.pick(shards)]),
        join(site.store, 'records'),
        join(site.store, 'refs'),
      ]);
      makeVanish(site, folder);
      const damaged = artifacts.filter(({ path }) => dirname(path) === folder);
      return Promise.resolve(struck(folder.slice(site.store.length + 1), damaged));
    },
  },
  {
    ...base('store-emptied', 'everything but store.json is gone, the history lives on'),
    inject: (site) => {
      for (const name of readdirSync(site.store)) {
        if (name !== 'store.json') makeVanish(site, join(site.store, name));
      }
      return Promise.resolve({ ...struck('the whole store', []), forgotten: true });
    },
  },
];

function base(name: string, about: string): Omit<Fault, 'inject'> {
  return { name, group: 'store', about, moments: AIMED, targetSeconds: null };
}

/** Damages one object of a trial that is still open. */
function damage(kind: keyof OpenObjects, how: (path: string) => void): Fault['inject'] {
  return (site: Site, random: RandomStream) => {
    const found = openObjects(site)[kind];
    if (found.length === 0) return Promise.resolve(null);
    const object = random.pick(found);
    how(object.path);
    return Promise.resolve(struck(object.name.replace(/(?<=:.{8}).*/, ''), [object]));
  };
}

/** In one piece, also while somebody writes into it. */
function makeVanish(site: Site, folder: string): void {
  const vanished = mkdtempSync(join(site.folder, '.epochal', 'vanished-'));
  try {
    renameSync(folder, join(vanished, 'folder'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

function struck(what: string, damaged: readonly OpenObject[]): Injected {
  return { fromMs: performance.now(), what, damaged: damaged.map(({ name }) => name) };
}
