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

/** What tells one trial of a study from the others. */
export interface TrialName {
  readonly variant: Variant;
  readonly seed: number;
  readonly fold?: number;
}

/** Of a trial what tells it from the others. */
export function nameOf({ variant, seed, fold }: TrialName): TrialName {
  return { variant, seed, ...(fold !== undefined && { fold }) };
}

/** A trial as people read it: `relu · seed 0`, `relu · seed 0 · fold 2`. */
export function trialLabel({ variant, ...place }: TrialName): string {
  return `${variantLabel(variant)} · ${seedLabel(place)}`;
}

/** A trial within its variant: `seed 0`, `seed 0 · fold 2`. */
export function seedLabel({ seed, fold }: Omit<TrialName, 'variant'>): string {
  return fold === undefined ? `seed ${seed}` : `seed ${seed} · fold ${fold}`;
}

/** What follows a seed: `, fold 2`; nothing where there are no folds. */
export function foldText(fold: number | undefined): string {
  return fold === undefined ? '' : `, fold ${fold}`;
}

/** A data set in a few characters: `mnist`, `csv data`. */
export function dataLabel(dataset: DataSpec['dataset']): string {
  return typeof dataset === 'string' ? dataset : `${dataset.format} data`;
}

/** Which data is fetched, and where from if that has to be said. */
export function sourceOf({ dataset, sources }: DataSpec): Pick<DataSpec, 'dataset' | 'sources'> {
  return { dataset, ...(sources && { sources }) };
}

/** Where a trial ended early, and why. */
export function earlyStopText({ epoch, monitor, best }: EarlyStop): string {
  return `stopped after epoch ${epoch}: ${monitor} had not improved since epoch ${best.epoch}`;
}

/**
 * A trial's id within its study: `activation=relu,seed=0`, with `,fold=2` where there are folds;
 * names as `shortNames` of the study's.
 */
export function trialId(
  { variant, seed, fold }: TrialName,
  names: Readonly<Record<string, string>>,
): string {
  const variables = Object.entries(variant).map(
    ([name, value]) => `${names[name]}=${String(value)}`,
  );
  const place = fold === undefined ? [] : [`fold=${fold}`];
  return [...variables, `seed=${seed}`, ...place].join(',');
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

/** A text on one line in which nothing is Markdown's or HTML's markup, wherever it is put. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[\\`*_[\]<>|#~&$]/g, '\\$&')
      // A list, or a line across, where a text begins a block.
      .replace(/^( ?)([+-])(?=[ -]|$)/, '$1\\$2')
      .replace(/^( ?\d+)([.)])(?= |$)/, '$1\\$2')
      // GitHub looks for people and issues in what is shown: a space of no width keeps them apart.
      .replaceAll(/@(?=\w)|#(?=\d)/g, '$&&#8203;')
  );
}
