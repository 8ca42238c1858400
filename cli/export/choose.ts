import { EpochalError } from '../../study/errors.ts';
import { trialLabel } from '../../study/labels.ts';
import { shellWord } from '../command-line.ts';
import type { EpochResult, Results, TrialResult } from '../../study/results.ts';

/** Which model of a study is meant, as the command line says it. */
export interface ModelChoice {
  /** `name=value` pairs. */
  readonly variant: readonly string[];
  readonly seed?: string;
  readonly fold?: string;
  /** `best`, `last` or a number from 1. Default: `best`. */
  readonly epoch?: string;
}

/**
 * The index of the one trial that is meant.
 *
 * @throws EpochalError TRIAL_UNKNOWN, listing the trials, when it is none or more than one; USAGE
 *   for a variant that is no pair.
 */
export function chooseTrial(results: Results, { variant, seed, fold }: ModelChoice): number {
  const wanted = variant.map((pair) => {
    const cut = pair.indexOf('=');
    if (cut < 1) throw notAPair(pair);
    return [pair.slice(0, cut), pair.slice(cut + 1)] as const;
  });
  const fits = (trial: TrialResult): boolean =>
    (seed === undefined || String(trial.seed) === seed) &&
    (fold === undefined || String(trial.fold) === fold) &&
    wanted.every(([name, value]) => String(trial.variant[name]) === value);
  const found = results.trials.flatMap((trial, index) => (fits(trial) ? [index] : []));
  if (found.length === 1) return found[0]!;
  const asked = [
    ...variant.map((pair) => `--variant ${shellWord(pair)}`),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(fold === undefined ? [] : [`--fold ${fold}`]),
  ];
  throw new EpochalError(
    'TRIAL_UNKNOWN',
    `${found.length === 0 ? 'No trial' : `${found.length} trials`} of ${results.run} ` +
      `${found.length === 0 ? 'fits' : 'fit'} ${asked.join(' ') || 'without --variant and --seed'}. ` +
      `Its trials:\n${results.trials.map((trial) => `  ${flags(trial)}`).join('\n')}`,
    { run: results.run },
  );
}

/**
 * The epoch that is meant.
 *
 * @throws EpochalError TRIAL_UNKNOWN, saying which epochs there are.
 */
export function chooseCheckpoint(trial: TrialResult, epoch: string = 'best'): EpochResult {
  const number =
    epoch === 'best' ? trial.best?.epoch : epoch === 'last' ? trial.epochs.length : Number(epoch);
  const found = trial.epochs.find((done) => done.epoch === number);
  if (found !== undefined) return found;
  throw new EpochalError(
    'TRIAL_UNKNOWN',
    `${trialLabel(trial)} has no epoch ${JSON.stringify(epoch)}: it has ${trial.epochs.length} ` +
      'epochs. Give best, last, or a number from 1.',
    { epoch },
  );
}

function notAPair(text: string): EpochalError {
  return new EpochalError(
    'USAGE',
    `--variant is ${JSON.stringify(text)}, expected name=value, such as activation=relu.`,
    { variant: text },
  );
}

function flags({ variant, seed, fold }: TrialResult): string {
  const pairs = Object.entries(variant).map(
    ([name, value]) => `--variant ${shellWord(`${name}=${String(value)}`)}`,
  );
  const place = fold === undefined ? [] : [`--fold ${fold}`];
  return [...pairs, `--seed ${seed}`, ...place].join(' ');
}
