import type { Variant } from './spec.ts';

/** A variant as people read it: `relu`, or `relu · 0.15` for two variables; `only variant` for none. */
export function variantLabel(variant: Variant): string {
  const values = Object.values(variant).map(String);
  return values.length === 0 ? 'only variant' : values.join(' · ');
}

/** A trial as people read it: `relu · seed 0`. */
export function trialLabel(trial: { readonly variant: Variant; readonly seed: number }): string {
  return `${variantLabel(trial.variant)} · seed ${trial.seed}`;
}
