import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Moment } from '../../chaos/moments.ts';
import { StoreWatch } from '../../chaos/store-watch.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { digest } from './outcomes.ts';

describe('who watches a store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-watch-'));
  let store: Store;
  let seen: (moment: Moment) => void = () => undefined;
  let watch: StoreWatch;

  beforeAll(async () => {
    store = await openStore(folder);
    watch = new StoreWatch(folder, (moment) => seen(moment));
  });
  afterAll(() => {
    watch[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  /** Settles when the moment is told; the test's own time is its patience. */
  function told(wanted: Moment): Promise<void> {
    return new Promise((resolve) => {
      seen = (moment) => {
        if (moment === wanted) resolve();
      };
    });
  }

  test('is told when a state is in the store', async () => {
    const written = told('artifact-written');
    await store.writeArtifact(new Uint8Array(100_000));
    await written;
  });

  test('is told which step was recorded', async () => {
    const trained = told('record-written');
    await store.writeRecord(digest('a'), 'train', {});
    await trained;
    const committed = told('commit');
    await store.writeRecord(digest('b'), 'checkpoint', {});
    await committed;
  });

  test('is told so too when the folder of records vanished and came back', async () => {
    rmSync(join(folder, 'records'), { recursive: true });
    const trained = told('record-written');
    await store.writeRecord(digest('c'), 'train', {});
    await trained;
  });
});
