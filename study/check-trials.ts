import { canonicalJson } from './canonical.ts';
import type { Diagnostic } from './diagnostics.ts';
import { downloadKey, splitKey, trialKey } from './keys.ts';
import { variantLabel } from './labels.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { stepVariables } from './step-variables.ts';
import { splitInputs, trialInputs } from './trial-inputs.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { ABLATE } from './variants.ts';

/** Phase 6: no two trials are the same computation. The first two that are, are told. */
export function checkTrials(root: SpecNode, plan: Plan): readonly Diagnostic[] {
  const seen = new Map<string, PlannedTrial>();
  for (const trial of plan.trials) {
    const text = `${computationOf(trial)} ${stepValues(trial, plan)}`;
    const first = seen.get(text);
    if (first !== undefined) return [sameTrials(root, first, trial)];
    seen.set(text, trial);
  }
  return [];
}

/** The values that steps take of a trial's variant: they can differ where its training does not. */
function stepValues({ variant }: PlannedTrial, { steps }: Plan): string {
  const named = Object.keys(variant).filter((name) => stepVariables(steps).has(name));
  return JSON.stringify(named.map((name) => variant[name]));
}

/** The trial's key, with its inputs' keys in place of their digests, and how far it goes. */
function computationOf(trial: PlannedTrial): string {
  const data = downloadKey({ dataset: trial.data.dataset });
  const samples = splitKey(splitInputs(trial, data));
  const key = trialKey(
    trialInputs(
      trial,
      '',
      { trainImages: data, trainLabels: data },
      { train: samples, validation: samples },
    ),
  );
  return `${key} ${trial.epochs}`;
}

function sameTrials(root: SpecNode, first: PlannedTrial, second: PlannedTrial): Diagnostic {
  if (canonicalJson(first.variant) === canonicalJson(second.variant)) {
    const message =
      `Seeds ${first.seed} and ${second.seed} would be the same computation: the split comes from a ` +
      'file, and `vary` holds all else fixed. Give one seed, or let more vary.';
    return diagnose('duplicate-value', entryOf(root, 'vary')?.keyAt ?? root.at, message);
  }
  const [one, other] = [first, second].map(({ variant }) => variantLabel(variant));
  const message = `The variants ${one} and ${other} would be the same computation. Remove one.`;
  const section = entryOf(root, 'matrix') ?? entryOf(root, ABLATE);
  return diagnose('duplicate-value', section?.keyAt ?? root.at, message);
}

/** Of a variant: whether what `vary` holds fixed can be. */
export function checkVary(root: SpecNode, sections: SpecNode): readonly Diagnostic[] {
  const vary = entryOf(root, 'vary');
  const randomness = valueAt(sections, 'randomness');
  if (vary === undefined || randomness?.kind !== 'scalar' || randomness.value !== 'torch')
    return [];
  const message =
    '`randomness: torch` draws everything from one generator, so no source can be held fixed. ' +
    'Leave `vary` out, or take `randomness: paired`.';
  return [diagnose('bad-value', vary.keyAt, message)];
}
