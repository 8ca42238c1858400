import type { Objects } from '../../store/objects.ts';
import { readRef, updateRef } from '../../store/refs.ts';
import type { Place } from './objects-contract.ts';

const UPDATERS = 20;

/** What refs must do in every place that a store can be kept in. */
export function describeRefs(title: string, fresh: () => Promise<Place>): void {
  describe(title, () => {
    let place: Place;
    let objects: Objects;

    beforeEach(async () => {
      place = await fresh();
      objects = place.open();
    });

    test('a ref that nobody set is null', async () => {
      expect(await readRef(objects, 'studies/relu')).toBeNull();
    });

    test('a value is read back by everybody, with the number of changes so far', async () => {
      for (const step of [1, 2, 3]) await updateRef(objects, 'a', () => ({ step }));
      expect(await readRef(place.open(), 'a')).toEqual({ value: { step: 3 }, version: 3 });
    });

    test('a change sees the value before it', async () => {
      const seen: unknown[] = [];
      for (const value of [1, 2, 3]) {
        await updateRef<number>(objects, 'a', (before) => {
          seen.push(before);
          return value;
        });
      }
      expect(seen).toEqual([null, 1, 2]);
    });

    test('a change to null leaves the ref as it is', async () => {
      await updateRef(objects, 'a', () => null);
      expect(await readRef(objects, 'a')).toBeNull();
      await updateRef(objects, 'a', () => 'kept');
      await updateRef(objects, 'a', () => null);
      expect(await readRef(objects, 'a')).toEqual({ value: 'kept', version: 1 });
    });

    test('a ref does not see another whose name goes on', async () => {
      await updateRef(objects, 'studies/relu2', () => 'another');
      expect(await readRef(objects, 'studies/relu')).toBeNull();
      expect(await readRef(objects, 'studies/rel')).toBeNull();
    });

    test('of twenty that update at once nobody is lost', async () => {
      const names = Array.from({ length: UPDATERS }, (_, i) => `updater-${i}`);
      await Promise.all(
        names.map((name) =>
          updateRef<string[]>(place.open(), 'set', (known) => [
            ...(known ?? []).filter((other) => other !== name),
            name,
          ]),
        ),
      );
      const ref = await readRef<string[]>(objects, 'set');
      expect(ref!.value.sort()).toEqual(names.sort());
      expect(ref!.version).toBeGreaterThanOrEqual(UPDATERS);
    });

    test('a reader in the middle of updates sees each value only once it is whole', async () => {
      const progress = { updating: true };
      const updates = (async () => {
        for (let i = 1; i <= UPDATERS; i++) {
          await updateRef(objects, 'a', () => ({ i, square: i * i }));
        }
        progress.updating = false;
      })();
      const reader = place.open();
      let newest = 0;
      while (progress.updating) {
        const { value } = (await readRef<{ i: number; square: number }>(reader, 'a')) ?? {
          value: { i: 0, square: 0 },
        };
        expect(value.square).toBe(value.i ** 2);
        expect(value.i).toBeGreaterThanOrEqual(newest);
        newest = value.i;
      }
      await updates;
    });

    test('old versions are swept, however many there were', async () => {
      for (let i = 1; i <= 12; i++) await updateRef(objects, 'a', () => i);
      expect((await objects.list('refs/a')).length).toBeLessThanOrEqual(2);
      expect(await readRef(objects, 'a')).toEqual({ value: 12, version: 12 });
    });

    test('a version with an old number, left by somebody killed, is never the value', async () => {
      for (let i = 1; i <= 6; i++) await updateRef(objects, 'a', () => i);
      await objects.create('refs/a/000000000003.json', new TextEncoder().encode('"stale"\n'));
      expect(await readRef(objects, 'a')).toEqual({ value: 6, version: 6 });
      await updateRef<number>(objects, 'a', (value) => value! + 1);
      expect(await readRef(objects, 'a')).toEqual({ value: 7, version: 7 });
      expect(await objects.list('refs/a')).not.toContain('refs/a/000000000003.json');
    });

    test('one who was held up over a swept number starts again from the newest value', async () => {
      for (let i = 1; i <= 3; i++) await updateRef(objects, 'a', () => [i]);
      let others: Promise<void> | null = null;
      const slow = heldUp(objects, async () => {
        // While the slow one is about to create version 4, others go on to 8 and sweep 4.
        others ??= (async () => {
          for (let i = 4; i <= 8; i++) {
            await updateRef<number[]>(place.open(), 'a', (known) => [...known!, i]);
          }
        })();
        await others;
      });
      await updateRef<number[]>(slow, 'a', (known) => [...known!, 99]);
      const ref = await readRef<number[]>(objects, 'a');
      expect(ref).toEqual({ value: [3, 4, 5, 6, 7, 8, 99], version: 9 });
    });

    test('a damaged version goes to quarantine, and the one before it is the value', async () => {
      for (const value of ['before', 'newest']) await updateRef(objects, 'a', () => value);
      await place.damage('refs/a/000000000002.json', new TextEncoder().encode('"newe'));
      expect(await readRef(objects, 'a')).toEqual({ value: 'before', version: 1 });
      expect(await objects.list('quarantine/refs/a')).toHaveLength(1);
      await updateRef<string>(objects, 'a', (value) => `${value} and after`);
      expect(await readRef(place.open(), 'a')).toEqual({ value: 'before and after', version: 2 });
    });

    test('numbers go on past nine and ninety-nine', async () => {
      const name = 'refs/a/000000000099.json';
      await objects.create(name, new TextEncoder().encode('"ninety-nine"\n'));
      await updateRef(objects, 'a', () => 'a hundred');
      expect(await readRef(objects, 'a')).toEqual({ value: 'a hundred', version: 100 });
    });
  });
}

/** The same objects, whose `create` waits. */
function heldUp(objects: Objects, wait: () => Promise<void>): Objects {
  return {
    location: objects.location,
    has: (name) => objects.has(name),
    get: (name) => objects.get(name),
    create: async (name, bytes) => {
      await wait();
      return objects.create(name, bytes);
    },
    note: (name, bytes) => objects.note(name, bytes),
    createFromFile: (name, path) => objects.createFromFile(name, path),
    localFile: (name) => objects.localFile(name),
    stagingFile: () => objects.stagingFile(),
    list: (folder) => objects.list(folder),
    remove: (name) => objects.remove(name),
    quarantine: (name) => objects.quarantine(name),
  };
}
