import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loss } from '../../study/spec.ts';

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

/** `training` as a spec has it, without epochs. */
export interface SpecPart {
  readonly batchSize: number;
  readonly optimizer: object;
  readonly schedule?: unknown;
  readonly loss?: unknown;
  readonly gradientClipping?: { readonly norm: number } | { readonly value: number };
  readonly gradientAccumulation?: number;
}

/** Flat tensors in the order of `shapes` or of a model's parameters, and spec parts as written. */
export interface TrainingReference {
  readonly shapes: readonly (readonly number[])[];
  readonly start: readonly (readonly number[])[];
  /** By step, then by tensor. */
  readonly gradients: readonly (readonly (readonly number[])[])[];
  readonly optimizers: readonly {
    readonly optimizer: object;
    /** All tensors after so many steps. */
    readonly after: Readonly<Record<string, readonly number[]>>;
  }[];
  readonly schedules: {
    readonly epochs: number;
    readonly stepsPerEpoch: number;
    readonly cases: readonly {
      readonly schedule: string | object;
      readonly learningRate: number;
      /** Of each step. */
      readonly rates: readonly number[];
    }[];
  };
  readonly plateaus: readonly {
    readonly plateau: object;
    /** Of the monitored metric, by epoch. */
    readonly values: readonly number[];
    /** After each epoch; 0.2 at first. */
    readonly rates: readonly number[];
  }[];
  readonly clippings: readonly {
    readonly clipping: { readonly norm: number } | { readonly value: number };
    /** What is left of each step's gradients, whole and times 0.01, in turn. */
    readonly gradients: readonly (readonly number[])[];
  }[];
  readonly networks: {
    /** 40 images of 12 pixels. */
    readonly pixels: readonly number[];
    readonly labels: readonly number[];
    /** Of 12 → 7 → 5, by parameter, in the layout of this engine. */
    readonly weights: readonly (readonly number[])[];
    readonly cases: readonly { readonly training: SpecPart; readonly losses: readonly number[] }[];
  };
  readonly losses: {
    /** [labels, 4 classes]. */
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly cases: readonly {
      readonly loss: string | object;
      /** Mean over the batch, and its gradient. */
      readonly value: number;
      readonly gradient: readonly number[];
    }[];
  };
}

/** Flat arrays: outputs, labels and gradients [samples, outputs]. */
export interface MetricsReference {
  readonly losses: readonly {
    readonly loss: Loss['type'];
    readonly outputs: number;
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly value: number;
    readonly gradient: readonly number[];
  }[];
  readonly networks: {
    /** 40 images of 12 pixels. */
    readonly pixels: readonly number[];
    readonly cases: readonly {
      readonly training: SpecPart;
      readonly outputs: number;
      readonly labels: readonly number[];
      /** Of 12 → 7 → outputs, by parameter, in the layout of this engine. */
      readonly weights: readonly (readonly number[])[];
      readonly losses: readonly number[];
    }[];
  };
  readonly classes: readonly (Labelled & {
    readonly classes: number;
    readonly metrics: { readonly topK: Readonly<Record<string, number>> };
  })[];
  readonly binary: readonly Labelled[];
  readonly numbers: readonly (Omit<Labelled, 'title'> & { readonly outputs: number })[];
}

interface Labelled {
  readonly title: string;
  readonly labels: readonly number[];
  readonly logits: readonly number[];
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** What PyTorch and scikit-learn computed in float64: test/reference/metrics.py. */
export function metricsReference(): MetricsReference {
  const file = join(folder, 'metrics.json');
  return JSON.parse(readFileSync(file, 'utf8')) as MetricsReference;
}

/** What PyTorch computed in float64: test/reference/training.py. */
export function trainingReference(): TrainingReference {
  const file = join(folder, 'training.json');
  return JSON.parse(readFileSync(file, 'utf8')) as TrainingReference;
}

/** max|Δ| ≤ 1e-5 · max|expected| + 1e-7: float32 against PyTorch's float64. */
export function expectClose(values: ArrayLike<number>, expected: readonly number[]): void {
  expect(values.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...expected.map((value, i) => Math.abs(values[i]! - value)));
  expect(difference).toBeLessThanOrEqual(1e-5 * largest + 1e-7);
}
