import { DEFAULTS } from './defaults.ts';
import { digestOf } from './digest.ts';
import type { Digest } from './digest.ts';
import { SOURCES } from './seeds.ts';
import type { Source } from './seeds.ts';
import type { PlannedStep } from './plan.ts';
import type {
  ArithmeticPolicy,
  MatrixValue,
  Metric,
  MetricPath,
  Variant,
  WrittenHypothesis,
} from './spec.ts';
import { readHypotheses } from './hypotheses.ts';
import { lossTypeOf } from './losses.ts';
import { readMetrics } from './metric-kinds.ts';
import { readData } from './check-data.ts';
import type { DescribeData, OwnData } from './own-data.ts';
import { countPart, standardSplit } from './split-counts.ts';
import { mergedSteps } from './merge-steps.ts';
import { planSteps } from './plan-steps.ts';
import { entryOf, toPlain, valueAt, withEntry } from './tree.ts';
import type { ListNode, MapEntry, MapNode, ScalarNode, SpecNode } from './tree.ts';
import { fillTrial, fillVars, seedNode, trialSections } from './trial-sections.ts';
import { expandMatrix, matrixEntries, matrixVariables } from './variants.ts';
import type { Assignment } from './variants.ts';

/** A valid spec with every default in place. The trial sections still hold what differs between trials. */
export interface ResolvedSpec {
  readonly epochal: 1;
  readonly study: string;
  readonly question?: string;
  /** Data, model, training, checkpoint and randomness: a map of exactly these. */
  readonly trial: SpecNode;
  /** Where the spec asks for more than is measured anyway. */
  readonly metrics?: readonly Metric[];
  /** In the spec's order, which is the order of the variants. */
  readonly matrix: readonly { readonly name: string; readonly values: readonly MatrixValue[] }[];
  /** The maps and lists that labels of the matrix stand for, by variable and label. */
  readonly held?: ReadonlyMap<string, ReadonlyMap<string, MapNode | ListNode>>;
  /** Where they are not all combinations of the matrix: what `include` and `exclude` made of it. */
  readonly variants?: readonly Variant[];
  readonly seeds: readonly number[];
  /** Where not all of them vary. */
  readonly vary?: readonly Source[];
  readonly arithmetic: ArithmeticPolicy;
  readonly hypotheses: readonly WrittenHypothesis[];
  /** Where it is not the usual one. */
  readonly alpha?: number;
  /** In an order that respects every edge. */
  readonly steps: readonly PlannedStep[];
}

/** Phase 4: fills in `vars` and the defaults of a valid spec. */
export function resolve(spec: SpecNode, describe: DescribeData): ResolvedSpec {
  const root = fillVars(spec);
  const question = plainAt(root, 'question');
  return {
    epochal: 1,
    study: plainAt(root, 'study') as string,
    ...(question === undefined ? {} : { question: question as string }),
    trial: resolveTrial(root, describe),
    ...resolveMetrics(plainAt(root, 'metrics')),
    ...resolveMatrix(root),
    seeds: resolveSeeds(plainAt(root, 'seeds')),
    ...resolveVary(plainAt(root, 'vary')),
    arithmetic: (plainAt(root, 'arithmetic') ?? DEFAULTS.arithmetic) as ArithmeticPolicy,
    hypotheses: readHypotheses(
      objects(plainAt(root, 'hypotheses') ?? DEFAULTS.hypotheses) as object[],
    ),
    ...resolveAlpha(plainAt(root, 'alpha')),
    steps: planSteps(mergedSteps(root)),
  };
}

/**
 * The digest that tells two resolved specs apart; the order of variants and steps counts.
 *
 * @param own the variants' own data: what is in the files counts, and not only their names
 * @param splits the digests of files that name the samples of each part
 */
export function specDigest(
  { variants, held, ...spec }: ResolvedSpec,
  own: readonly OwnData[],
  splits: readonly string[],
): Digest {
  const listed = variants?.map((variant) => Object.entries(variant));
  return digestOf({
    ...spec,
    trial: toPlain(spec.trial),
    ...(listed === undefined ? {} : { variants: listed }),
    ...(held === undefined ? {} : { held: plainHeld(held) }),
    ...(own.length === 0 ? {} : { own }),
    ...(splits.length === 0 ? {} : { splits }),
  });
}

function plainHeld(held: NonNullable<ResolvedSpec['held']>): unknown {
  return [...held].map(([name, byLabel]) => [
    name,
    [...byLabel].map(([label, node]) => [label, toPlain(node)]),
  ]);
}

function resolveMatrix(root: SpecNode): Pick<ResolvedSpec, 'matrix' | 'variants' | 'held'> {
  const variables = matrixVariables(root);
  const valueOf = ({ value }: ScalarNode): MatrixValue => value!; // no value of a valid matrix is null
  const matrix = variables.map(({ name, values }) => ({ name, values: values.map(valueOf) }));
  const changed = (['include', 'exclude'] as const).some(
    (list) => matrixEntries(root, list).length > 0,
  );
  const all = expandMatrix(root, variables)!;
  const held = heldIn(all);
  if (!changed) return { matrix, ...held };
  const variants = all.map((variant) =>
    Object.fromEntries([...variant].map(([name, value]) => [name, valueOf(value)])),
  );
  return { matrix, variants, ...held };
}

function heldIn(variants: readonly Assignment[]): Pick<ResolvedSpec, 'held'> {
  const held = new Map<string, Map<string, MapNode | ListNode>>();
  for (const [name, { text, holds }] of variants.flatMap((variant) => [...variant])) {
    if (holds === undefined) continue;
    const known = held.get(name) ?? new Map<string, MapNode | ListNode>();
    held.set(name, known.set(text, holds));
  }
  return held.size === 0 ? {} : { held };
}

function resolveTrial(root: SpecNode, describe: DescribeData): SpecNode {
  const data = resolveData(root, describe);
  const training = mapNode(root, valueAt(root, 'training'), { loss: DEFAULTS.loss });
  const checkpoint = mapNode(root, valueAt(root, 'checkpoint'), {
    ...DEFAULTS.checkpoint,
    monitor: standardMonitor(root),
  });
  const sections = mapNode(root, undefined, {});
  return {
    ...sections,
    entries: [
      entry('data', data),
      entry('model', valueAt(root, 'model')!),
      entry('training', training),
      entry('checkpoint', checkpoint),
      entry('randomness', valueAt(root, 'randomness') ?? nodeOf(DEFAULTS.randomness, root)),
    ],
  };
}

/** Which epoch is best where the spec does not say; the variants' losses are all of a kind. */
function standardMonitor(root: SpecNode): MetricPath {
  const [variant = new Map()] = expandMatrix(root, matrixVariables(root)) ?? [];
  const first = fillTrial(trialSections(root), variant, seedNode(0, root.at));
  if (lossTypeOf(first) === 'meanSquaredError') return 'validation.loss';
  return DEFAULTS.checkpoint.monitor;
}

function resolveMetrics(given: unknown): Pick<ResolvedSpec, 'metrics'> {
  const metrics = readMetrics((given ?? []) as readonly unknown[]);
  return metrics.length === 0 ? {} : { metrics };
}

/**
 * The data with its split in counts, so that equal studies have equal digests. Which data it is may
 * vary with the variant: then each has a split of its own (plan-study.ts).
 */
function resolveData(root: SpecNode, describe: DescribeData): MapNode {
  const { found } = readData(root, describe);
  if (found === null || isDataVaried(root)) return mapNode(root, valueAt(root, 'data'), {});
  const { train: total } = found.info;
  const data = mapNode(root, valueAt(root, 'data'), { split: standardSplit(total) });
  return withEntry(data, 'split', (split) => {
    const isCut = ['folds', 'file'].every((name) => entryOf(split, name) === undefined);
    const parts = mapNode(root, split, isCut ? standardSplit(total) : {});
    return ['train', 'validation'].reduce(
      (before, name) => withEntry(before, name, (part) => counted(part, total)),
      parts,
    );
  });
}

/** Whether variants differ in which data it is, or in how it is divided. */
function isDataVaried(root: SpecNode): boolean {
  const included = matrixEntries(root, 'include').flatMap(({ values }) => [...values.keys()]);
  const names = [...matrixVariables(root).map(({ name }) => name), ...included];
  return names.some((name) =>
    /^data\.(dataset|csv|npy|idx|split$|split\.(folds|file)$)/.test(name),
  );
}

function counted(part: SpecNode, total: number): SpecNode {
  if (part.kind !== 'scalar' || typeof part.value !== 'number') return part;
  const value = countPart(part.value, total);
  return { ...part, value, text: String(value) };
}

/** The map with defaults for the fields that it lacks. */
function mapNode(
  root: SpecNode,
  given: SpecNode | undefined,
  defaults: Readonly<Record<string, unknown>>,
): MapNode {
  const entries = entriesOf(given);
  const missing = Object.entries(defaults).filter(([name]) => !entries.some((e) => e.key === name));
  return {
    kind: 'map',
    at: given?.at ?? root.at,
    entries: [...entries, ...missing.map(([name, value]) => entry(name, nodeOf(value, root)))],
  };
}

function entry(key: string, value: SpecNode): MapEntry {
  return { key, keyAt: value.at, value };
}

function nodeOf(value: unknown, root: SpecNode): SpecNode {
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => nodeOf(item, root)), at: root.at };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, member]) => entry(key, nodeOf(member, root)));
    return { kind: 'map', entries, at: root.at };
  }
  return { kind: 'scalar', value: value as string | number, text: String(value), at: root.at };
}

function resolveSeeds(seeds: unknown): readonly number[] {
  if (seeds === undefined) return DEFAULTS.seeds;
  if (Array.isArray(seeds)) return seeds as number[];
  const { count, from = DEFAULTS.seedsFrom } = seeds as { count: number; from?: number };
  return Array.from({ length: count }, (_, i) => from + i);
}

function resolveVary(given: unknown): Pick<ResolvedSpec, 'vary'> {
  const varied = given as readonly Source[] | undefined;
  const vary = SOURCES.filter((source) => varied?.includes(source) ?? true);
  return vary.length === SOURCES.length ? {} : { vary };
}

function resolveAlpha(given: unknown): Pick<ResolvedSpec, 'alpha'> {
  const alpha = (given ?? DEFAULTS.alpha) as number;
  return alpha === DEFAULTS.alpha ? {} : { alpha };
}

function plainAt(node: SpecNode, key: string): unknown {
  const value = valueAt(node, key);
  return value === undefined ? undefined : toPlain(value);
}

function entriesOf(node: SpecNode | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The same with ordinary prototypes, since a plan is handed out. */
function objects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(objects);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, objects(v)]));
}
