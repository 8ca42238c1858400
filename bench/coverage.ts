// How often 95 % intervals over seeds hold the true mean: the table of docs/statistics.md.
// Usage: node dist/bench/coverage.js
import { effectInterval } from '../statistics/effect.ts';
import type { PairedTest } from '../statistics/location-test.ts';
import { normals, ofTenThousand } from './deviates.ts';

interface Kind {
  readonly name: string;
  /** Of the differences that `draw` gives. */
  readonly mean: number;
  draw(normal: () => number): number;
}

const KINDS: readonly Kind[] = [
  { name: 'normal', mean: 0, draw: (normal) => normal() },
  {
    name: 'normal accuracies (sd 0.0006) of 10,000 samples',
    mean: 0.05,
    draw: (normal) =>
      ofTenThousand(0.98 + 0.0006 * normal()) - ofTenThousand(0.93 + 0.0006 * normal()),
  },
  lognormal('lognormal, σ = 0.5 (skewness 1.8)', 0.5),
  lognormal('lognormal, σ = 1 (skewness 6.2)', 1),
];
const SEEDS = [3, 6, 10, 20];
const REPEATS: Readonly<Record<'pairedT' | 'bootstrap', number>> = {
  pairedT: 50_000,
  bootstrap: 5_000,
};

console.log(`| differences | ${SEEDS.map((n) => `t, n = ${n}`).join(' | ')} | bootstrap, n = 20 |`);
console.log(`| --- |${' --- |'.repeat(SEEDS.length + 1)}`);
for (const kind of KINDS) {
  const covered = SEEDS.map((n) => coverage(kind, n, 'pairedT'));
  const cells = [...covered, coverage(kind, 20, 'bootstrap')].map(percent);
  console.log(`| ${kind.name} | ${cells.join(' | ')} |`);
}

function coverage(kind: Kind, n: number, test: PairedTest & keyof typeof REPEATS): number {
  const normal = normals(n);
  let covered = 0;
  for (let repeat = 0; repeat < REPEATS[test]; repeat += 1) {
    const differences = Array.from({ length: n }, () => kind.draw(normal));
    const interval = effectInterval(differences, { test, confidence: 0.95 });
    if (interval !== null && interval.low <= kind.mean && kind.mean <= interval.high) covered += 1;
  }
  return covered / REPEATS[test];
}

function lognormal(name: string, sigma: number): Kind {
  return {
    name,
    mean: Math.exp(sigma ** 2 / 2),
    draw: (normal) => Math.exp(sigma * normal()),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
