import { isBetter, monitored } from '../study/metrics.ts';
import type { MetricName, MetricPath } from '../study/spec.ts';
import { sparkline } from '../study/sparkline.ts';
import { CURVE_COLUMNS, thinnedEpochs } from '../study/thinned-epochs.ts';
import type { MeasuredEpoch } from '../study/thinned-epochs.ts';

/** A trial's epochs as far as its workflow knows them; of those before it, some may be left out. */
export class Curves {
  readonly #monitor: MetricPath;
  #epochs: readonly MeasuredEpoch[] = [];
  /** The best value so far of the monitored metric. */
  best: number | null = null;

  constructor(monitor: MetricPath) {
    this.#monitor = monitor;
  }

  /**
   * Goes back to an epoch.
   *
   * @param seen some of the epochs up to that one, as the store has them
   * @param best the best value of the monitored metric until then
   */
  begin(epoch: number, seen: readonly MeasuredEpoch[], best: number | null): void {
    const own = this.#epochs.filter((known) => known.epoch <= epoch);
    const stored = seen.filter((known) => known.epoch <= epoch);
    this.#epochs = own.length > stored.length ? own : stored;
    this.best = best;
  }

  add(epoch: MeasuredEpoch): void {
    this.#epochs = [...this.#epochs, epoch];
    const value = monitored(epoch, this.#monitor);
    if (Number.isFinite(value) && isBetter(this.#monitor, value, this.best ?? NaN)) {
      this.best = value;
    }
  }

  /** The newest epoch. */
  get last(): MeasuredEpoch | null {
    return this.#epochs.at(-1) ?? null;
  }

  /** Some of the epochs, for another history to begin with. */
  thinned(): readonly MeasuredEpoch[] {
    return thinnedEpochs(this.#epochs, CURVE_COLUMNS);
  }

  /** A metric's curve in one line; empty where nothing is known. */
  text(split: 'train' | 'validation', name: MetricName): string {
    const values = this.thinned().map((epoch) => epoch[split][name] ?? NaN);
    return values.every(Number.isNaN) ? '' : sparkline(values, CURVE_COLUMNS);
  }
}
