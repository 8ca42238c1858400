import { trialLabel } from '../study/labels.ts';
import type { Provenance, Results, TrialResult } from '../study/results.ts';

/** What a run of the study came to. */
export interface Outcome {
  readonly results: Results;
  /** The results as they were printed. */
  readonly text: string;
  readonly provenance: Provenance;
  /** The sha256 of the bytes that the store has for each checkpoint; null where it has none. */
  readonly bytes: ReadonlyMap<string, string | null>;
}

/** Everything in which a disturbed run is not what it has to be, each in a sentence. */
export function differencesOf(undisturbed: Outcome, disturbed: Outcome): readonly string[] {
  const found = [
    ...differentCounts(disturbed.results),
    ...differentTrials(undisturbed.results, disturbed.results),
    ...differentBytes(disturbed.bytes),
  ];
  if (found.length > 0 || undisturbed.text === disturbed.text) return found;
  return [
    `the results differ in their bytes: ${firstDifference(undisturbed.text, disturbed.text)}`,
  ];
}

/** Corrupted objects that provenance does not name. */
export function unnamed(damaged: readonly string[], provenance: Provenance): readonly string[] {
  const named = new Set(provenance.damage.map(({ object }) => object));
  return damaged
    .filter((name) => !named.has(name))
    .map((name) => `provenance does not name the damaged ${name}`);
}

/** Epochs that are there twice or not at all. */
function differentCounts({ trials }: Results): string[] {
  return trials.flatMap((trial) => {
    const epochs = trial.epochs.map(({ epoch }) => epoch);
    const expected = Math.max(0, ...epochs);
    return Array.from({ length: expected }, (_, index) => index + 1).flatMap((epoch) => {
      const count = epochs.filter((other) => other === epoch).length;
      return count === 1 ? [] : [`${trialLabel(trial)}: epoch ${epoch} is there ${count} times`];
    });
  });
}

function differentTrials(expected: Results, actual: Results): string[] {
  if (expected.trials.length !== actual.trials.length) {
    return [`${actual.trials.length} trials instead of ${expected.trials.length}`];
  }
  return expected.trials.flatMap((trial, index) => differentEpochs(trial, actual.trials[index]!));
}

function differentEpochs(expected: TrialResult, actual: TrialResult): string[] {
  const label = trialLabel(expected);
  const found: string[] = [];
  if (actual.status !== expected.status) {
    found.push(`${label}: ${actual.status} instead of ${expected.status}`);
  }
  const missing: number[] = [];
  for (const { epoch, checkpoint } of expected.epochs) {
    const same = actual.epochs.find((other) => other.epoch === epoch);
    if (same === undefined) missing.push(epoch);
    else if (same.checkpoint !== checkpoint) {
      const instead = `${same.checkpoint} instead of ${checkpoint}`;
      found.push(`${label}: epoch ${epoch} has the checkpoint ${instead}`);
    }
  }
  if (missing.length > 0) found.push(`${label}: missing epochs: ${missing.join(', ')}`);
  for (const { epoch } of actual.epochs) {
    const known = expected.epochs.some((other) => other.epoch === epoch);
    if (!known) found.push(`${label}: epoch ${epoch} is there, and should not be`);
  }
  return found;
}

function differentBytes(bytes: Outcome['bytes']): string[] {
  return [...bytes].flatMap(([digest, actual]) => {
    if (digest === actual) return [];
    const has = actual === null ? 'is not in the store' : `has bytes of ${actual}`;
    return [`the checkpoint ${digest} ${has}`];
  });
}

function firstDifference(expected: string, actual: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  const around = (text: string): string =>
    JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  return `${around(actual)} instead of ${around(expected)}`;
}
