import { readData } from './check-data.ts';
import { readEarlyStopping } from './early-stopping.ts';
import { readLayer } from './layers.ts';
import { readLoss } from './losses.ts';
import { readOptimizer } from './optimizers.ts';
import type { DescribeData } from './own-data.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { specDigest } from './resolve.ts';
import type { ResolvedSpec } from './resolve.ts';
import type { CheckpointSpec, GradientClipping, MatrixValue, Randomness, Variant } from './spec.ts';
import { planSchedule } from './schedules.ts';
import { splitCounts, standardSplit } from './split-counts.ts';
import { stepsPerEpoch } from './steps-per-epoch.ts';
import { toPlain } from './tree.ts';
import type { ScalarNode } from './tree.ts';
import { substitute } from './variants.ts';

/** Phase 5: a resolved spec into trials and steps: all that the workflows need. */
export function planStudy(spec: ResolvedSpec, describe: DescribeData): Plan {
  const variants = variantsOf(spec.matrix).map((variant) => ({
    variant,
    trial: trialOf(spec, variant, describe),
  }));
  const trials = variants
    .flatMap(({ variant, trial }) => spec.seeds.map((seed) => ({ ...trial, variant, seed })))
    .map((trial, index): PlannedTrial => ({ index, ...trial }));
  const own = variants.flatMap(({ trial: { data } }) =>
    typeof data.dataset === 'string' ? [] : [data.dataset],
  );
  const digest = specDigest(spec, own);
  const digest8 = digest.slice('sha256:'.length, 'sha256:'.length + 8);
  return {
    epochal: spec.epochal,
    study: spec.study,
    ...(spec.question === undefined ? {} : { question: spec.question }),
    spec: digest,
    run: `${spec.study}@${digest8}`,
    matrix: Object.fromEntries(spec.matrix.map(({ name, values }) => [name, values])),
    seeds: spec.seeds,
    arithmetic: spec.arithmetic,
    hypotheses: spec.hypotheses,
    steps: spec.steps,
    trials,
  };
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
    readonly standardise?: boolean;
    readonly split?: { train: number; validation: number };
  };
  readonly model: { readonly layers: readonly (string | Record<string, unknown>)[] };
  readonly training: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly optimizer: unknown;
    readonly schedule?: unknown;
    readonly loss: unknown;
    readonly gradientClipping?: GradientClipping;
    readonly gradientAccumulation?: number;
    readonly earlyStopping?: object;
  };
  readonly checkpoint: CheckpointSpec;
  readonly randomness: Randomness;
}

function trialOf(
  spec: ResolvedSpec,
  variant: Variant,
  describe: DescribeData,
): Omit<PlannedTrial, 'index' | 'variant' | 'seed'> {
  const values = new Map(
    Object.entries(variant).map(([name, value]) => [name, scalar(value, spec)]),
  );
  const sections = substitute(spec.trial, values);
  const { data, model, training, checkpoint, randomness } = toPlain(sections) as TrialSections;
  const { info, data: dataset } = readData(sections, describe).found!;
  const { epochs, batchSize, gradientClipping, gradientAccumulation = 1 } = training;
  const split = splitCounts(data.split ?? standardSplit(info.train), info.train);
  const steps = stepsPerEpoch({ batchSize, gradientAccumulation }, split.train);
  const planned = planSchedule(training.schedule, { epochs, stepsPerEpoch: steps });
  return {
    epochs,
    data: { dataset, samples: info.train, shape: info.shape, split },
    training: {
      layers: [
        ...(data.standardise === true ? [{ type: 'standardise' as const }] : []),
        ...model.layers.map(readLayer),
      ],
      batchSize,
      ...(gradientAccumulation > 1 && { gradientAccumulation }),
      ...(gradientClipping && { gradientClipping: { ...gradientClipping } }),
      optimizer: readOptimizer(training.optimizer),
      ...(planned && { schedule: planned.schedule }),
      loss: readLoss(training.loss),
      randomness,
    },
    checkpoint: { keep: checkpoint.keep, monitor: checkpoint.monitor },
    ...(training.earlyStopping && { earlyStopping: readEarlyStopping(training.earlyStopping) }),
    ...(planned?.followsEpochs && { followsEpochs: true }),
  };
}

function scalar(value: MatrixValue, spec: ResolvedSpec): ScalarNode {
  return { kind: 'scalar', value, text: String(value), at: spec.trial.at };
}
