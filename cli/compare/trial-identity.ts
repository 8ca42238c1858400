import { canonicalJson } from '../../study/canonical.ts';
import { nameOf } from '../../study/labels.ts';
import type { TrialName } from '../../study/labels.ts';
import type { EpochResult, Results, TrialResult } from '../../study/results.ts';
import { inBoth } from './in-both.ts';

/** How far a trial of two runs is the same, by the digests of its epochs. */
export interface TrialIdentity extends TrialName {
  /** Whether both have the same epochs, to the same last commit. */
  readonly identical: boolean;
  /** Epochs that each run has of it. */
  readonly epochs: { readonly a: number; readonly b: number };
  /** So many epochs, from the first, have the same commit: weights and all that was measured. */
  readonly sameCommits: number;
  /** So many have the same weights, whatever was measured of them. */
  readonly sameStates: number;
}

/** The trials of two runs, compared by digest. */
export interface TrialIdentities {
  /** Those that both have. */
  readonly both: readonly TrialIdentity[];
  readonly onlyA: readonly TrialName[];
  readonly onlyB: readonly TrialName[];
}

/** Compares the trials of two runs by variant, seed and fold. */
export function trialIdentities(a: Results, b: Results): TrialIdentities {
  const id = (trial: TrialResult): string => canonicalJson(nameOf(trial));
  const { both, onlyA, onlyB } = inBoth(a.trials, b.trials, id);
  return { both: both.map(compare), onlyA: onlyA.map(nameOf), onlyB: onlyB.map(nameOf) };
}

function compare([a, b]: readonly [TrialResult, TrialResult]): TrialIdentity {
  const epochs = { a: a.epochs.length, b: b.epochs.length };
  const sameCommits = commonLength(a.epochs, b.epochs, ({ commit }) => commit);
  const isWhole = epochs.a === sameCommits && epochs.b === sameCommits;
  // Where training stopped being finite, there is a commit that is no epoch's.
  const endAlike = canonicalJson(a.diverged ?? null) === canonicalJson(b.diverged ?? null);
  const hasBegun = sameCommits > 0 || a.diverged !== undefined;
  return {
    ...nameOf(a),
    identical: isWhole && endAlike && hasBegun,
    epochs,
    sameCommits,
    sameStates: commonLength(a.epochs, b.epochs, ({ checkpoint }) => checkpoint),
  };
}

function commonLength(
  a: readonly EpochResult[],
  b: readonly EpochResult[],
  digest: (epoch: EpochResult) => string,
): number {
  const other = a.findIndex((epoch, i) => {
    const partner = b[i];
    return partner === undefined || digest(partner) !== digest(epoch);
  });
  return other === -1 ? a.length : other;
}
