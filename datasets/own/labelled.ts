import type { NumberArray } from '../../formats/npy.ts';
import type { IdxArray } from '../../formats/idx.ts';

/** Samples with their targets. Inputs are numbers as they are, or bytes of images. */
export interface Labelled {
  /** [samples, …]. */
  readonly inputs: NumberArray | IdxArray;
  /** Classes, uint8 [samples]; or numbers to predict, float32 [samples, outputs]. */
  readonly labels: Uint8Array | Float32Array<ArrayBuffer>;
  /** How many classes there are; labels are below it. 0 for numbers. */
  readonly classes: number;
  /** What they are called, where they have names. */
  readonly classNames?: readonly string[];
}

/** How many samples there are. */
export function samplesIn({ inputs }: Labelled): number {
  return inputs.shape[0] ?? 0;
}

/** What is trained on and validated with, and what the final test has. */
export interface OwnSamples {
  readonly train: Labelled;
  readonly test: Labelled;
}

/** Files that are no data: which field of the spec names them, and what is wrong. */
export class DataProblem extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
