import type { EarlyStop } from './results.ts';
import type { DataSpec, Variant } from './spec.ts';

/** What a variant is called: its value where that is the only one and a word, else `a=1, b=2`. */
export function variantLabel(variant: Variant): string {
  const entries = Object.entries(variant);
  const [only] = entries;
  if (only === undefined) return 'the model';
  const [name, value] = only;
  // A number, a path's value, or the name of a layer that is left out says little by itself.
  const isClear = typeof value === 'string' && name !== 'ablate' && !/[.[]/.test(name);
  if (entries.length === 1 && isClear) return value;
  const names = shortNames(Object.keys(variant));
  return entries.map(([key, given]) => `${names[key]}=${String(given)}`).join(', ');
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

/** A trial's id within its study: `activation=relu,seed=0`; names as `shortNames` of the study's. */
export function trialId(
  { variant, seed }: { readonly variant: Variant; readonly seed: number },
  names: Readonly<Record<string, string>>,
): string {
  const variables = Object.entries(variant).map(
    ([name, value]) => `${names[name]}=${String(value)}`,
  );
  return [...variables, `seed=${seed}`].join(',');
}

/** What the trials' variables are called where room is short. */
export function namesIn(
  trials: readonly { readonly variant: Variant }[],
): Readonly<Record<string, string>> {
  return shortNames(trials.flatMap(({ variant }) => Object.keys(variant)));
}

/**
 * What variables are called where room is short. Of a path that is its last part, after its layer's
 * name or position if it is one of the model: `learningRate`, `hidden.units`, `[1].units`. Two that
 * would be the same keep their whole paths.
 */
export function shortNames(names: readonly string[]): Readonly<Record<string, string>> {
  const short = [...new Set(names)].map((name) => [name, shortName(name)] as const);
  const isAlone = (text: string): boolean =>
    short.filter(([name, other]) => other === text || name === text).length < 2;
  return Object.fromEntries(
    short.map(([name, text]) => [name, name === text || isAlone(text) ? text : name]),
  );
}

function shortName(name: string): string {
  const parts = name.replaceAll('[', '.[').split('.');
  const last = parts.at(-1)!;
  if (parts[0] !== 'model' || parts.length < 3) return last;
  const layer = parts[1] === 'layers' ? parts[2]! : parts[1]!;
  return layer === last ? last : `${layer}.${last}`;
}
