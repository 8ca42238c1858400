import type { Randomness } from '../study/spec.ts';
import { cutFold, cutParts, cutWithinClasses } from './split-parts.ts';
import { createStreams } from './streams.ts';

export interface SplitInput {
  /** Samples in the data set. */
  readonly total: number;
  readonly train: number;
  readonly validation: number;
  readonly seed: number;
  readonly randomness: Randomness;
  /** So many parts, of which this one, from 1, validates: `train` and `validation` follow from it. */
  readonly folds?: { readonly count: number; readonly fold: number };
  /** The class of each sample, uint8 [total], where each is to have the same share in both parts. */
  readonly labels?: Uint8Array;
}

/** Positions in the data set, int64 little-endian, as `torch.tensor(subset.indices)` holds them. */
export interface SplitSamples {
  readonly train: Uint8Array<ArrayBuffer>;
  readonly validation: Uint8Array<ArrayBuffer>;
}

/**
 * Splits [0, total) at random: `train` from the front of one permutation, `validation` from its end,
 * so that either can grow without moving the other. What is between them is unused. Folds are cut
 * from the permutation one after the other. With labels the same happens within each class.
 *
 * @throws RangeError when the parts don't fit into the whole.
 */
export function splitSamples(input: SplitInput): SplitSamples {
  const { total, train, validation, seed, randomness, folds, labels } = input;
  if (train < 0 || validation < 0 || train + validation > total) {
    throw new RangeError(`a split of ${train} and ${validation} does not fit ${total} samples`);
  }
  const permutation = createStreams({ randomness, seed, total, parameters: [] }).split();
  return encodeParts(
    folds !== undefined
      ? cutFold(permutation, folds, labels)
      : labels !== undefined
        ? cutWithinClasses(permutation, labels, { train, validation })
        : cutParts(permutation, { train, validation }),
  );
}

/** The files of a split that is known, its samples in this order. */
export function encodeParts(parts: {
  readonly train: Iterable<number>;
  readonly validation: Iterable<number>;
}): SplitSamples {
  const { train, validation } = parts;
  return {
    train: encodeSamples(Uint32Array.from(train)),
    validation: encodeSamples(Uint32Array.from(validation)),
  };
}

/**
 * The positions in a file that splitSamples made.
 *
 * @throws RangeError when the bytes are not positions in [0, total).
 */
export function decodeSamples(bytes: Uint8Array, total: number): Uint32Array {
  if (bytes.length % 8 !== 0) throw new RangeError(`${bytes.length} bytes are no int64 list`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Uint32Array(bytes.length / 8);
  for (let i = 0; i < samples.length; i += 1) {
    const position = view.getBigInt64(8 * i, true);
    if (position < 0n || position >= BigInt(total)) {
      throw new RangeError(`sample ${position} is not in [0, ${total})`);
    }
    samples[i] = Number(position);
  }
  return samples;
}

function encodeSamples(samples: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 * samples.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i += 1) view.setUint32(8 * i, samples[i]!, true);
  return bytes;
}
