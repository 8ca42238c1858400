import type { NumberArray } from '../../formats/npy.ts';
import type { IdxArray } from '../../formats/idx.ts';

/** Samples with their classes. Inputs are numbers as they are, or bytes of images. */
export interface Labelled {
  /** [samples, …]. */
  readonly inputs: NumberArray | IdxArray;
  /** uint8 [samples]. */
  readonly labels: Uint8Array;
  /** How many classes there are; labels are below it. */
  readonly classes: number;
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
