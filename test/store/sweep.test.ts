import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepStaged } from '../../store/sweep.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('sweeping what was staged', () => {
  const store = mkdtempSync(join(tmpdir(), 'epochal-sweep-'));
  afterAll(() => rmSync(store, { recursive: true }));

  test('removes what is older than a day, and nothing else', async () => {
    const now = Date.now();
    mkdirSync(join(store, 'tmp'));
    mkdirSync(join(store, 'records'));
    for (const [name, hours] of [
      ['tmp/a', 25],
      ['tmp/b', 23],
      ['tmp/c', 0],
      ['records/d', 99],
    ] as const) {
      writeFileSync(join(store, name), '');
      const at = new Date(now - hours * HOUR_MS);
      utimesSync(join(store, name), at, at);
    }
    await sweepStaged(store, now);
    expect(readdirSync(join(store, 'tmp')).sort()).toEqual(['b', 'c']);
    expect(readdirSync(join(store, 'records'))).toEqual(['d']);
  });

  test('is content with a store that has nothing staged, or is in S3', async () => {
    await sweepStaged(join(store, 'none'));
    await sweepStaged('s3://bucket/prefix');
  });
});
