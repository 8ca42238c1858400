import type { EpochMetrics } from './results.ts';

/**
 * Columns of a curve in the Web UI: it asks for a table by an address that holds all of it, nine bytes
 * a column.
 */
export const CURVE_COLUMNS = 12;

/** What one epoch measured. */
export interface MeasuredEpoch extends EpochMetrics {
  /** From 1. */
  readonly epoch: number;
}

/**
 * At most so many of a trial's epochs, which are in order and may have gaps: of each share of them the
 * last that is known, so that the newest is always there.
 */
export function thinnedEpochs(
  epochs: readonly MeasuredEpoch[],
  most: number,
): readonly MeasuredEpoch[] {
  if (epochs.length <= most) return epochs;
  const last = epochs.at(-1)!.epoch;
  const ends = Array.from({ length: most }, (_, i) => ((i + 1) * last) / most);
  const shown = ends.map((end) => epochs.findLast(({ epoch }) => epoch <= end));
  return [...new Set(shown)].filter((epoch) => epoch !== undefined);
}
