import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { smallestP } from '../../statistics/smallest-p.ts';

const text = readFileSync(join(packageRoot, 'docs/statistics.md'), 'utf8');

describe('docs/statistics.md', () => {
  test('has the smallest p of the exact tests', () => {
    const rows = [...text.matchAll(/^\| +(\d+) \| +([\d.]+) \| +([\d.]+) \|$/gm)];
    const shown = rows.map((cells) => cells.slice(1).map(Number));
    const n = shown.map(([seeds]) => seeds!);
    expect(n).toEqual([3, 4, 5, 6, 7, 8]);
    for (const test of ['signFlip', 'wilcoxon'] as const) {
      const p = (expected: 'greater' | 'different') =>
        n.map((seeds) => smallestP({ test, expect: expected, n: seeds }));
      expect(shown.map(([, one]) => one)).toEqual(p('greater'));
      expect(shown.map(([, , two]) => two)).toEqual(p('different'));
    }
  });
});
