import { leaveOut } from './ablation.ts';
import { readData } from './check-data.ts';
import type { TrialData } from './check-data.ts';
import { readEarlyStopping } from './early-stopping.ts';
import { expandHypotheses } from './hypotheses.ts';
import { readLayer } from './layers.ts';
import { readLoss } from './losses.ts';
import { readOptimizer } from './optimizers.ts';
import { canonicalJson } from './canonical.ts';
import type { DescribeData, OwnData } from './own-data.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { plannedVariants } from './planned-variants.ts';
import type { Source } from './seeds.ts';
import { specDigest } from './resolve.ts';
import type { ResolvedSpec } from './resolve.ts';
import type {
  Augmentation,
  CheckpointSpec,
  GradientClipping,
  MatrixValue,
  Randomness,
  Variant,
} from './spec.ts';
import { planSchedule } from './schedules.ts';
import { splitsOf } from './splits.ts';
import type { GivenSplit, PlannedSplit } from './splits.ts';
import { stepsPerEpoch } from './steps-per-epoch.ts';
import { toPlain } from './tree.ts';
import type { ScalarNode } from './tree.ts';
import { ABLATE, NONE } from './variants.ts';
import { fillTrial, refersToSeed, seedNode } from './trial-sections.ts';

/** Phase 5: a resolved spec into trials and steps: all that the workflows need. */
export function planStudy(spec: ResolvedSpec, describe: DescribeData): Plan {
  const { variants, matrix, labels, compared } = plannedVariants(spec);
  const seeded = refersToSeed(spec.trial);
  const trials = variants
    .flatMap((variant) => {
      const [first] = spec.seeds;
      const shared = seeded ? null : trialsOf(spec, variant, first!, describe);
      return spec.seeds.flatMap((seed) =>
        (shared ?? trialsOf(spec, variant, seed, describe)).map((trial) => ({
          ...trial,
          variant,
          seed,
          ...drawnWith(seed, spec),
        })),
      );
    })
    .map((trial, index): PlannedTrial => ({ index, ...trial }));
  const digest = specDigest(spec, ownDataOf(trials), splitFilesOf(trials));
  const digest8 = digest.slice('sha256:'.length, 'sha256:'.length + 8);
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
    hypotheses: expandHypotheses(spec.hypotheses, compared),
    ...(spec.alpha === undefined ? {} : { alpha: spec.alpha }),
    steps: spec.steps,
    trials,
  };
}

/** Data of one's own, each once, in the order in which trials come to it. */
function ownDataOf(trials: readonly PlannedTrial[]): readonly OwnData[] {
  const own = trials.flatMap(({ data: { dataset } }) =>
    typeof dataset === 'string' ? [] : [[canonicalJson(dataset), dataset] as const],
  );
  return [...new Map(own).values()];
}

/** The files that name the samples of each part, each once. */
function splitFilesOf(trials: readonly PlannedTrial[]): readonly string[] {
  return [...new Set(trials.flatMap(({ data }) => data.split.file ?? []))];
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

/** The trial's sections as they come out of the tree, valid. */
interface TrialSections {
  readonly data: {
    readonly standardise?: boolean;
    readonly scale?: boolean;
    readonly split?: GivenSplit;
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
    readonly augmentation?: Augmentation;
    readonly earlyStopping?: object;
  };
  readonly checkpoint: CheckpointSpec;
  readonly randomness: Randomness;
}

/** A variant's trials at a seed: one, or one for each fold. */
function trialsOf(
  spec: ResolvedSpec,
  variant: Variant,
  seed: number,
  describe: DescribeData,
): readonly Omit<PlannedTrial, 'index' | 'variant' | 'seed'>[] {
  const values = new Map(
    Object.entries(variant).map(([name, value]) => [name, scalar(name, value, spec)]),
  );
  const sections = fillTrial(spec.trial, values, seedNode(seed, spec.trial.at));
  const plain = toPlain(sections) as TrialSections;
  const found = readData(sections, describe).found!;
  const splits = splitsOf(plain.data.split ?? {}, found.info, describe);
  return splits.map((planned) => trialOf(spec, plain, variant, found, planned));
}

function trialOf(
  { metrics }: ResolvedSpec,
  { data, model, training, checkpoint, randomness }: TrialSections,
  variant: Variant,
  { info, data: dataset, sources }: TrialData,
  { split, fold }: PlannedSplit,
): Omit<PlannedTrial, 'index' | 'variant' | 'seed'> {
  const { epochs, batchSize, gradientClipping, augmentation, gradientAccumulation = 1 } = training;
  const steps = stepsPerEpoch({ batchSize, gradientAccumulation }, split.train);
  const planned = planSchedule(training.schedule, { epochs, stepsPerEpoch: steps });
  const all = model.layers.map(readLayer);
  const left = variant[ABLATE];
  const layers = typeof left === 'string' && left !== NONE ? leaveOut(all, left, randomness) : all;
  return {
    ...(fold !== undefined && { fold }),
    epochs,
    data: {
      dataset,
      ...(sources && { sources }),
      samples: info.train,
      shape: info.shape,
      ...(info.classNames && { classNames: info.classNames }),
      split,
    },
    training: {
      layers: [...INPUT_LAYERS.filter(({ type }) => data[type] === true), ...layers],
      batchSize,
      ...(gradientAccumulation > 1 && { gradientAccumulation }),
      ...(gradientClipping && { gradientClipping: { ...gradientClipping } }),
      ...(augmentation && { augmentation: { ...augmentation } }),
      optimizer: readOptimizer(training.optimizer),
      ...(planned && { schedule: planned.schedule }),
      loss: readLoss(training.loss),
      randomness,
    },
    checkpoint: { keep: checkpoint.keep, monitor: checkpoint.monitor },
    ...(metrics && { metrics }),
    ...(training.earlyStopping && { earlyStopping: readEarlyStopping(training.earlyStopping) }),
    ...(planned?.followsEpochs && { followsEpochs: true }),
  };
}

const INPUT_LAYERS = [{ type: 'standardise' }, { type: 'scale' }] as const;

function scalar(name: string, value: MatrixValue, { trial, held }: ResolvedSpec): ScalarNode {
  const text = String(value);
  const holds = typeof value === 'string' ? held?.get(name)?.get(text) : undefined;
  const node: ScalarNode = { kind: 'scalar', value, text, at: trial.at };
  return holds === undefined ? node : { ...node, holds };
}
