import { createHash } from 'node:crypto';
import type { Labelled, OwnSamples } from './labelled.ts';

/**
 * Sets a share of the samples aside for the final test. Which ones depends on nothing but how many
 * there are: no seed, no order of anything else.
 *
 * @param share in (0, 1), rounded down
 */
export function setAside(all: Labelled, share: number): OwnSamples {
  const count = all.labels.length;
  const chosen = new Set(inHashOrder(count).slice(0, Math.floor(share * count + 1e-6)));
  const positions = Array.from({ length: count }, (_, position) => position);
  return {
    train: pick(
      all,
      positions.filter((position) => !chosen.has(position)),
    ),
    test: pick(
      all,
      positions.filter((position) => chosen.has(position)),
    ),
  };
}

/** The positions below `count`, ordered by the hash of their number. */
function inHashOrder(count: number): number[] {
  const hashes = Array.from({ length: count }, (_, position) =>
    createHash('sha256').update(`epochal test ${position}`).digest().readUIntBE(0, 6),
  );
  const positions = hashes.map((_, position) => position);
  return positions.sort((a, b) => hashes[a]! - hashes[b]! || a - b);
}

function pick(from: Labelled, positions: readonly number[]): Labelled {
  const { inputs, labels, classes } = from;
  const shape = [positions.length, ...inputs.shape.slice(1)];
  const size = inputs.values.length / labels.length;
  const values =
    inputs.values instanceof Uint8Array
      ? new Uint8Array(positions.length * size)
      : new Float32Array(positions.length * size);
  const own = Uint8Array.from(positions, (position) => labels[position]!);
  for (const [row, position] of positions.entries()) {
    values.set(inputs.values.subarray(position * size, (position + 1) * size), row * size);
  }
  return { inputs: { shape, values } as Labelled['inputs'], labels: own, classes };
}
