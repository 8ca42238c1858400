import type { TestMetrics } from '../study/results.ts';
import type { Metric } from '../study/spec.ts';
import type { Labels } from './losses/loss.ts';

/**
 * What a spec's `metrics` ask for, of outputs batch by batch.
 *
 * Of classes it is scikit-learn's, with the macro average over the classes that occur, as labels or
 * as predictions, and 0 where there is nothing to divide by; with one output, of class 1 alone.
 */
export class MoreMetrics {
  readonly #metrics: readonly Metric[];
  readonly #outputs: number;
  /** Samples by class (rows) and by the class that they were given (columns). */
  readonly #matrix: number[][];
  #hits = 0;
  #samples = 0;

  /** @param outputs how many numbers the model gives of a sample */
  constructor(metrics: readonly Metric[], outputs: number) {
    this.#metrics = metrics;
    this.#outputs = outputs;
    const classes = outputs === 1 ? 2 : outputs;
    const counted = metrics.some(({ type }) => type !== 'rmse');
    this.#matrix = counted ? Array.from({ length: classes }, () => zeros(classes)) : [];
  }

  /**
   * @param logits float32 [samples, outputs]
   * @param labels the samples' classes; numbers to predict need no counting
   */
  add(logits: Float32Array, labels: Labels): void {
    if (this.#matrix.length === 0) return;
    const k = this.#metrics.find((metric) => metric.type === 'topK')?.k ?? 0;
    for (const [i, label] of labels.entries()) {
      const own = logits.subarray(i * this.#outputs, (i + 1) * this.#outputs);
      this.#matrix[label]![predictionOf(own)]! += 1;
      if (rankOf(own, label) < k) this.#hits += 1;
    }
    this.#samples += labels.length;
  }

  /** @param loss the mean over all samples that were added */
  result(loss: number): Omit<TestMetrics, 'loss'> {
    return Object.fromEntries(this.#metrics.map(({ type }) => [type, this.#value(type, loss)]));
  }

  #value(type: Metric['type'], loss: number): number | readonly (readonly number[])[] {
    switch (type) {
      case 'topK':
        return this.#hits / this.#samples;
      case 'precision':
        return this.#average(({ hits, given }) => share(hits, given));
      case 'recall':
        return this.#average(({ hits, has }) => share(hits, has));
      case 'f1':
        return this.#average(({ hits, given, has }) => share(2 * hits, given + has));
      case 'confusionMatrix':
        return this.#matrix;
      case 'rmse':
        return Math.sqrt(loss);
    }
  }

  #average(of: (counts: ClassCounts) => number): number {
    const all = this.#matrix.map((row, i) => ({
      hits: row[i]!,
      has: sum(row),
      given: sum(this.#matrix.map((each) => each[i]!)),
    }));
    if (this.#outputs === 1) return of(all[1]!);
    const values = all.filter(({ has, given }) => has + given > 0).map(of);
    return sum(values) / values.length;
  }
}

/** Of a class: samples that have it, that were given it, and both. */
interface ClassCounts {
  readonly hits: number;
  readonly has: number;
  readonly given: number;
}

/** The class with the largest logit, the first one of equals; of one logit, whether it is above 0. */
function predictionOf(logits: Float32Array): number {
  if (logits.length === 1) return Number(logits[0]! > 0);
  let prediction = 0;
  for (let i = 1; i < logits.length; i += 1) {
    if (logits[i]! > logits[prediction]!) prediction = i;
  }
  return prediction;
}

/** How many classes come before this one by their logits; of equal ones the first comes first. */
function rankOf(logits: Float32Array, label: number): number {
  const own = logits[label]!;
  let before = 0;
  for (let i = 0; i < logits.length; i += 1) {
    const other = logits[i]!;
    if (other > own || (other === own && i < label)) before += 1;
  }
  return before;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
