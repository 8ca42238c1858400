import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', 'reference');

export interface Trajectory {
  readonly sha256: Readonly<Record<string, string>>;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly first16Labels: readonly number[];
    readonly train: { readonly loss: number; readonly accuracy: number };
    readonly val: { readonly loss: number; readonly accuracy: number };
  }[];
}

/** What PyTorch computed: test/reference/torch_reference.py. */
export function trajectory(seed: 0 | 1, variant: 'linear' | 'relu'): Trajectory {
  const name = `seed${seed}-${variant}-${seed === 0 ? 50 : 10}.json`;
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Trajectory;
}

/** What PyTorch drew, by seed and name: test/reference/rng_digests.py. */
export function rngDigests(seed: number): ReadonlyMap<string, string> {
  const lines = readFileSync(join(folder, 'rng-digests.txt'), 'utf8').trim().split('\n');
  const own = lines.filter((line) => line.startsWith(`${seed} `));
  return new Map(
    own.map((line) => {
      const [, name, digests] = /^\d+ (\(.*\)|conv|loader \d|\w+) (.*)$/.exec(line)!;
      return [name!, digests!];
    }),
  );
}
