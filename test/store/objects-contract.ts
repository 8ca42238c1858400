import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../study/digest.ts';
import type { Objects } from '../../store/objects.ts';

/** A place to test, and a way past its interface. */
export interface Place {
  /** Another client of the same place, as another worker would be. */
  open(): Objects;
  /** Replaces an object's bytes where they lie, as a bad disk would. */
  damage(name: string, bytes: Uint8Array): Promise<void>;
}

/** What every place to keep a store in must do. */
export function describeObjects(title: string, fresh: () => Promise<Place>): void {
  describe(title, () => {
    let place: Place;
    let objects: Objects;
    let scratch: string;

    beforeEach(async () => {
      place = await fresh();
      objects = place.open();
      scratch = await mkdtemp(join(tmpdir(), 'epochal-objects-'));
    });

    afterEach(() => rm(scratch, { recursive: true }));

    test('an object is read back as it was created, also by another client', async () => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256);
      expect(await objects.create('artifacts/ab/cd', bytes)).toBe(true);
      expect(bytesOf(await objects.get('artifacts/ab/cd'))).toEqual(bytesOf(bytes));
      expect(bytesOf(await place.open().get('artifacts/ab/cd'))).toEqual(bytesOf(bytes));
    });

    test('an object is there from its creation to its removal', async () => {
      expect(await objects.has('a/b')).toBe(false);
      await objects.create('a/b', text('here'));
      expect(await objects.has('a/b')).toBe(true);
      expect(await objects.has('a')).toBe(false);
      await objects.remove('a/b');
      expect(await objects.has('a/b')).toBe(false);
    });

    test.each(['../a', 'a/../../b', '/etc/a', 'a//b', 'a/', '', 'a\0b', 'a b'])(
      'the name %j, which no object can have, is refused',
      async (name) => {
        await expect(objects.get(name)).rejects.toThrow(TypeError);
        await expect(objects.create(name, text('out'))).rejects.toThrow(TypeError);
        await expect(objects.note(name, text('out'))).rejects.toThrow(TypeError);
        await expect(objects.remove(name)).rejects.toThrow(TypeError);
      },
    );

    test('an object may be empty', async () => {
      await objects.create('empty', new Uint8Array());
      await objects.createFromFile('empty-file', await file(''));
      expect(bytesOf(await objects.get('empty'))).toEqual([]);
      expect(bytesOf(await objects.get('empty-file'))).toEqual([]);
    });

    test('what was never created is null, and in no list', async () => {
      expect(await objects.get('not/there')).toBeNull();
      expect(await objects.localFile('not/there')).toBeNull();
      expect(await objects.list('not')).toEqual([]);
    });

    test('an object is created once; the second is refused and changes nothing', async () => {
      expect(await objects.create('a', text('first'))).toBe(true);
      expect(await objects.create('a', text('second'))).toBe(false);
      expect(await objects.createFromFile('a', await file('third'))).toBe(false);
      expect(await read(objects, 'a')).toBe('first');
    });

    test('of twenty that create the same object at once exactly one wins', async () => {
      const names = Array.from({ length: 20 }, (_, i) => `creator ${i}`);
      const won = await Promise.all(names.map((name) => place.open().create('race', text(name))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await read(objects, 'race')).toBe(names[won.indexOf(true)]);
    });

    test('of files and bytes created at once exactly one wins', async () => {
      const paths = await Promise.all(['0', '1', '2', '3'].map((name) => file(name)));
      const won = await Promise.all([
        ...paths.map((path) => objects.createFromFile('race', path)),
        ...['4', '5', '6', '7'].map((name) => objects.create('race', text(name))),
      ]);
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await read(objects, 'race')).toBe(String(won.indexOf(true)));
    });

    test('a list holds the folder and what is deeper, whole names in code-unit order', async () => {
      const names = ['r/a/2', 'r/a/10', 'r/B', 'r/a-b/1', 'r/a.b', 'r/_', 'r/a@1/x'];
      for (const name of names) await objects.create(name, text(name));
      await objects.create('s/other', text('other'));
      // By code unit: digits before capitals before `_` before small letters, `-` `.` `/` `@`.
      const ordered = ['r/B', 'r/_', 'r/a-b/1', 'r/a.b', 'r/a/10', 'r/a/2', 'r/a@1/x'];
      expect(await objects.list('r')).toEqual(ordered);
      expect(await objects.list('')).toEqual([...ordered, 's/other']);
    });

    test('a folder does not list another whose name goes on', async () => {
      await objects.create('refs/studies/relu/000000000001.json', text('{}'));
      await objects.create('refs/studies/relu2/000000000001.json', text('{}'));
      await objects.create('refs/studies/relu-long', text('{}'));
      expect(await objects.list('refs/studies/relu')).toEqual([
        'refs/studies/relu/000000000001.json',
      ]);
    });

    test('a removed object is gone, and can be created anew with other bytes', async () => {
      await objects.create('a/b', text('old'));
      await objects.localFile('a/b');
      await objects.remove('a/b');
      expect(await objects.get('a/b')).toBeNull();
      expect(await objects.localFile('a/b')).toBeNull();
      expect(await objects.list('a')).toEqual([]);
      expect(await objects.create('a/b', text('new'))).toBe(true);
      expect(await read(objects, 'a/b')).toBe('new');
    });

    test('removing and quarantining what is not there is fine', async () => {
      await objects.remove('not/there');
      await objects.quarantine('not/there');
      expect(await objects.list('quarantine')).toEqual([]);
    });

    test('an object in quarantine is missing from its name, and kept for people', async () => {
      await objects.create('records/ab/cd', text('damaged'));
      await objects.quarantine('records/ab/cd');
      expect(await objects.get('records/ab/cd')).toBeNull();
      expect(await objects.list('records')).toEqual([]);
      const [kept, ...others] = await objects.list('quarantine/records/ab');
      expect(others).toEqual([]);
      expect(kept).toMatch(/^quarantine\/records\/ab\/cd\./);
      expect(await read(objects, kept!)).toBe('damaged');
    });

    test('the same name can go to quarantine again and again', async () => {
      for (const content of ['one', 'two', 'three']) {
        await objects.create('a', text(content));
        await objects.quarantine('a');
      }
      const kept = await objects.list('quarantine');
      const contents = await Promise.all(kept.map((name) => read(objects, name)));
      expect(contents.sort()).toEqual(['one', 'three', 'two']);
    });

    test("a file's bytes become the object, and are there as a local file", async () => {
      const staged = await objects.stagingFile();
      await writeFile(staged, 'state');
      expect(await objects.createFromFile('artifacts/st/ate', staged)).toBe(true);
      expect(await read(objects, 'artifacts/st/ate')).toBe('state');
      const local = await objects.localFile('artifacts/st/ate');
      expect(await readFile(local!, 'utf8')).toBe('state');
    });

    test('a file of several megabytes becomes the object', async () => {
      const bytes = new Uint8Array(9_000_000).map((_, i) => (i >> 8) ^ i);
      const path = join(scratch, 'large');
      await writeFile(path, bytes);
      await objects.createFromFile('large', path);
      expect(sha256((await objects.get('large'))!)).toBe(sha256(bytes));
      const elsewhere = await place.open().localFile('large');
      expect(sha256(await readFile(elsewhere!))).toBe(sha256(bytes));
    });

    test('a local file has the bytes of an object that another client created', async () => {
      await place.open().create('artifacts/aa/bb', text('theirs'));
      const [one, two] = [
        await objects.localFile('artifacts/aa/bb'),
        await objects.localFile('artifacts/aa/bb'),
      ];
      expect(await readFile(one!, 'utf8')).toBe('theirs');
      expect(await readFile(two!, 'utf8')).toBe('theirs');
    });

    test('many that ask for the same local file at once all get it whole', async () => {
      const bytes = new Uint8Array(1_000_000).fill(7);
      await objects.create('artifacts/aa/cc', bytes);
      const paths = await Promise.all(
        [objects, objects, objects, place.open()].map((at) => at.localFile('artifacts/aa/cc')),
      );
      for (const path of paths) expect((await readFile(path!)).equals(bytes)).toBe(true);
    });

    test('staging files are never the same', async () => {
      const paths = await Promise.all([1, 2, 3].map(() => objects.stagingFile()));
      expect(new Set(paths).size).toBe(3);
    });

    test('staged and unfinished files are in no list of artifacts, records, refs or logs', async () => {
      await writeFile(await objects.stagingFile(), 'unfinished');
      await objects.create('artifacts/aa/dd', text('x'));
      for (const folder of ['records', 'refs', 'logs'])
        expect(await objects.list(folder)).toEqual([]);
      expect(await objects.list('artifacts')).toEqual(['artifacts/aa/dd']);
    });

    test('damage under the interface is what the reader sees', async () => {
      await objects.create('records/aa/ee', text('right'));
      await place.damage('records/aa/ee', text('wrong'));
      expect(await read(objects, 'records/aa/ee')).toBe('wrong');
    });

    async function file(content: string): Promise<string> {
      const path = join(await mkdtemp(join(scratch, 'file-')), 'content');
      await writeFile(path, content);
      return path;
    }
  });
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function bytesOf(bytes: Uint8Array | null): number[] | null {
  return bytes === null ? null : [...bytes];
}

async function read(objects: Objects, name: string): Promise<string | null> {
  const bytes = await objects.get(name);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
