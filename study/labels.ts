import type { EarlyStop } from './results.ts';
import type { DataSpec, Variant } from './spec.ts';

/** What a variant is called: its value where one variable varies, `a=1, b=2` for several. */
export function variantLabel(variant: Variant): string {
  const entries = Object.entries(variant);
  const [only] = entries;
  if (only === undefined) return 'the model';
  if (entries.length === 1) return String(only[1]);
  return entries.map(([name, value]) => `${name}=${String(value)}`).join(', ');
}

/** A trial as people read it: `relu · seed 0`. */
export function trialLabel(trial: { readonly variant: Variant; readonly seed: number }): string {
  return `${variantLabel(trial.variant)} · seed ${trial.seed}`;
}

/** A data set in a few characters: `mnist`, `csv data`. */
export function dataLabel(dataset: DataSpec['dataset']): string {
  return typeof dataset === 'string' ? dataset : `${dataset.format} data`;
}

/** Where a trial ended early, and why. */
export function earlyStopText({ epoch, monitor, best }: EarlyStop): string {
  return `stopped after epoch ${epoch}: ${monitor} had not improved since epoch ${best.epoch}`;
}
