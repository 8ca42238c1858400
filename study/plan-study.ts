import { leaveOut } from './ablation.ts';
import { readKind } from './kinds.ts';
import { readLayer } from './layers.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { isPath } from './paths.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import type { Source } from './seeds.ts';
import { specDigest } from './resolve.ts';
import type { ResolvedSpec } from './resolve.ts';
import type { CheckpointSpec, MatrixValue, Optimizer, Randomness, Variant } from './spec.ts';
import { splitCounts } from './split-counts.ts';
import { toPlain } from './tree.ts';
import type { ScalarNode } from './tree.ts';
import { ABLATE, NONE } from './variants.ts';
import { fillTrial, refersToSeed, seedNode, variablesIn } from './trial-sections.ts';

/** Phase 5: a resolved spec into trials and steps: all that the workflows need. */
export function planStudy(spec: ResolvedSpec): Plan {
  const digest = specDigest(spec);
  const digest8 = digest.slice('sha256:'.length, 'sha256:'.length + 8);
  const variants = spec.variants ?? variantsOf(spec.matrix);
  const seeded = refersToSeed(spec.trial);
  const matrix = matrixOf(spec.matrix, variants);
  const used = variablesIn(spec.trial);
  const labels = Object.keys(matrix).filter(
    (name) => !isPath(name) && name !== ABLATE && !used.has(name),
  );
  const trials = variants
    .flatMap((variant) => {
      const [first] = spec.seeds;
      const shared = seeded ? null : trialOf(spec, variant, first!);
      return spec.seeds.map((seed) => ({
        ...(shared ?? trialOf(spec, variant, seed)),
        variant,
        seed,
        ...drawnWith(seed, spec),
      }));
    })
    .map((trial, index): PlannedTrial => ({ index, ...trial }));
  return {
    epochal: spec.epochal,
    study: spec.study,
    ...(spec.question === undefined ? {} : { question: spec.question }),
    spec: digest,
    run: `${spec.study}@${digest8}`,
    matrix,
    ...(inOrder(matrix) ? {} : { variables: Object.keys(matrix) }),
    ...(labels.length === 0 ? {} : { labels }),
    seeds: spec.seeds,
    ...(spec.vary === undefined ? {} : { vary: spec.vary }),
    arithmetic: spec.arithmetic,
    hypotheses: spec.hypotheses,
    steps: spec.steps,
    trials,
  };
}

/** Whether the members stand as canonical JSON would put them: by code unit. */
function inOrder(matrix: Plan['matrix']): boolean {
  const names = Object.keys(matrix);
  return names.every((name, i) => i === 0 || names[i - 1]! < name);
}

/** The seeds of a trial of which some are those of the study's first seed. */
function drawnWith(seed: number, { seeds, vary }: ResolvedSpec): Pick<PlannedTrial, 'seeds'> {
  const [first] = seeds;
  if (vary === undefined || seed === first) return {};
  const of = (source: Source): number => (vary.includes(source) ? seed : first!);
  return { seeds: { split: of('split'), init: of('init'), order: of('order') } };
}

/** The matrix with the values that only some variants have. */
function matrixOf(matrix: ResolvedSpec['matrix'], variants: readonly Variant[]): Plan['matrix'] {
  const values = new Map(matrix.map((variable) => [variable.name, variable.values]));
  for (const [name, value] of variants.flatMap((variant) => Object.entries(variant))) {
    const known = values.get(name) ?? [];
    if (!known.includes(value)) values.set(name, [...known, value]);
  }
  return Object.fromEntries(values);
}

function variantsOf(matrix: ResolvedSpec['matrix']): readonly Variant[] {
  let variants: readonly Variant[] = [{}];
  for (const { name, values } of matrix) {
    variants = variants.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return variants;
}

/** The trial's sections as they come out of the tree, valid. */
interface TrialSections {
  readonly data: {
    readonly dataset: 'mnist';
    readonly split: { train: number; validation: number };
  };
  readonly model: { readonly layers: readonly (string | Record<string, unknown>)[] };
  readonly training: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly optimizer: Record<string, object>;
    readonly loss: 'crossEntropy';
  };
  readonly checkpoint: CheckpointSpec;
  readonly randomness: Randomness;
}

function trialOf(
  spec: ResolvedSpec,
  variant: Variant,
  seed: number,
): Omit<PlannedTrial, 'index' | 'variant' | 'seed'> {
  const values = new Map(
    Object.entries(variant).map(([name, value]) => [name, scalar(value, spec)]),
  );
  const { data, model, training, checkpoint, randomness } = toPlain(
    fillTrial(spec.trial, values, seedNode(seed, spec.trial.at)),
  ) as TrialSections;
  const all = model.layers.map(readLayer);
  const left = variant[ABLATE];
  const layers = typeof left === 'string' && left !== NONE ? leaveOut(all, left, randomness) : all;
  return {
    epochs: training.epochs,
    data: { dataset: data.dataset, split: splitCounts(data.split) },
    training: {
      layers,
      batchSize: training.batchSize,
      optimizer: readKind(OPTIMIZERS, training.optimizer) as Optimizer,
      loss: training.loss,
      randomness,
    },
    checkpoint: { keep: checkpoint.keep, monitor: checkpoint.monitor },
  };
}

function scalar(value: MatrixValue, spec: ResolvedSpec): ScalarNode {
  return { kind: 'scalar', value, text: String(value), at: spec.trial.at };
}
