import { createHash } from 'node:crypto';
import { samplesIn } from './labelled.ts';
import type { Labelled, OwnSamples } from './labelled.ts';

/**
 * Sets a share of the samples aside for the final test. Which ones depends on nothing but how many
 * there are: no seed, no order of anything else.
 *
 * @param share in (0, 1), rounded down
 */
export function setAside(all: Labelled, share: number): OwnSamples {
  const count = samplesIn(all);
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
  const { inputs, labels } = from;
  const count = samplesIn(from);
  const shape = [positions.length, ...inputs.shape.slice(1)];
  const values = rowsOf(inputs.values, count, positions);
  return {
    ...from,
    inputs: { shape, values } as Labelled['inputs'],
    labels: rowsOf(labels, count, positions),
  };
}

/** The rows at these positions, of an array of `count` rows. */
function rowsOf(
  from: Uint8Array | Float32Array,
  count: number,
  positions: readonly number[],
): Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  const size = from.length / count;
  const length = positions.length * size;
  const rows = from instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  for (const [row, position] of positions.entries()) {
    rows.set(from.subarray(position * size, (position + 1) * size), row * size);
  }
  return rows;
}
