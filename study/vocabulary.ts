import type { Fields } from './fields.ts';
import { ACTIVATIONS } from './activations.ts';
import { AUGMENTATION_FIELDS } from './augmentation.ts';
import { EARLY_STOPPING_FIELDS } from './early-stopping.ts';
import { INITIALIZERS } from './initializers.ts';
import { AT_FIELDS, HYPOTHESIS_FIELDS } from './hypothesis-fields.ts';
import type { Kinds } from './kinds.ts';
import { LAYERS, LAYER_FIELDS, TYPES } from './layers.ts';
import { LOSSES } from './losses.ts';
import { MATRIX_FIELDS } from './matrix-fields.ts';
import { METRIC_KINDS, METRIC_PATH_ALIASES } from './metric-kinds.ts';
import { nearName, plainName } from './near-name.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { OWN_FIELDS, OWN_FORMATS, REMOTE_FIELDS } from './own-data.ts';
import { SCHEDULES } from './schedules.ts';
import {
  CHECKPOINT_FIELDS,
  CLIPPING_FIELDS,
  DATA_FIELDS,
  MODEL_FIELDS,
  ROOT_FIELDS,
  SEEDS_FIELDS,
  SPLIT_FIELDS,
  TRAINING_FIELDS,
} from './sections.ts';
import { RETRY_FIELDS, STEP_FIELDS } from './step-fields.ts';

/** Every choice between kinds, by where it stands in a spec. */
export const KIND_TABLES: Readonly<Record<string, Kinds>> = {
  'model.layers[]': Object.fromEntries(TYPES.map((type) => [type, LAYERS[type]])),
  'model.layers[].activation': ACTIVATIONS,
  'model.layers[].dense.kernelInitializer': INITIALIZERS,
  'training.optimizer': OPTIMIZERS,
  'training.schedule': SCHEDULES,
  'training.loss': LOSSES,
  'metrics[]': METRIC_KINDS,
};

/** Every table of fields, by where it stands in a spec. */
export const FIELD_TABLES: Readonly<Record<string, Fields>> = {
  '': ROOT_FIELDS,
  data: DATA_FIELDS,
  'data.split': SPLIT_FIELDS,
  ...Object.fromEntries(OWN_FORMATS.map((format) => [`data.${format}`, OWN_FIELDS[format]])),
  'data.csv.file': REMOTE_FIELDS,
  model: MODEL_FIELDS,
  'model.layers[]': LAYER_FIELDS,
  training: TRAINING_FIELDS,
  'training.gradientClipping': CLIPPING_FIELDS,
  'training.augmentation': AUGMENTATION_FIELDS,
  'training.earlyStopping': EARLY_STOPPING_FIELDS,
  checkpoint: CHECKPOINT_FIELDS,
  matrix: MATRIX_FIELDS,
  seeds: SEEDS_FIELDS,
  'hypotheses[]': HYPOTHESIS_FIELDS,
  'hypotheses[].at': AT_FIELDS,
  'steps.ID': STEP_FIELDS,
  'steps.ID.retry': RETRY_FIELDS,
  ...Object.fromEntries(
    Object.entries(KIND_TABLES).flatMap(([place, kinds]) => tablesOf(place, kinds)),
  ),
};

/** The fields of the kinds that have any, by where they stand. */
function tablesOf(place: string, kinds: Kinds): readonly [place: string, fields: Fields][] {
  const some = Object.entries(kinds).filter(([, { fields }]) => Object.keys(fields).length > 0);
  return some.map(([type, { fields }]) => [`${place}.${type}`, fields]);
}

function aliasesOf(kinds: Kinds): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(kinds).map(([name, { aliases }]) => [name, aliases]));
}

/** Other libraries' names for values. */
const VALUE_ALIASES: Readonly<Record<string, readonly string[]>> = {
  ...METRIC_PATH_ALIASES,
  greater: ['>', '>=', 'higher', 'more', 'increase', 'larger', 'gt', 'max', 'better'],
  less: ['<', '<=', 'lower', 'smaller', 'decrease', 'lt', 'min'],
  different: ['!=', 'two-sided', 'unequal', 'ne', 'differs'],
  equivalent: ['=', '==', 'equal', 'same', 'eq', 'no difference'],
  pairedT: ['t', 'ttest', 't-test', 'paired-t', 'ttest_rel', 'student'],
  signFlip: ['permutation', 'permutation_test', 'sign-flip', 'randomisation', 'randomization'],
  wilcoxon: ['signed-rank', 'wilcoxon-signed-rank', 'rank'],
  bootstrap: ['bootstrap-t', 'bca'],
  torch: ['pytorch'],
  number: ['float', 'int', 'integer', 'double'],
  text: ['string', 'str'],
  boolean: ['bool'],
  json: ['object', 'dict', 'list', 'map'],
  artifact: ['file', 'bytes', 'path', 'blob'],
  init: ['weights', 'initialization', 'initialisation', 'initializer'],
  order: ['shuffle', 'shuffling', 'batches', 'noise', 'dropout'],
  mnist: ['MNIST', 'torchvision.datasets.MNIST'],
  'fashion-mnist': ['FashionMNIST', 'fashion_mnist', 'torchvision.datasets.FashionMNIST'],
  'cifar-10': ['CIFAR10', 'torchvision.datasets.CIFAR10'],
  kmnist: ['KMNIST', 'kuzushiji', 'torchvision.datasets.KMNIST'],
  ...aliasesOf(ACTIVATIONS),
  ...aliasesOf(INITIALIZERS),
};

/** Known elsewhere, not to be had here yet. */
const NOT_YET = `
  dampening
  adadelta nadam lion lbfgs
  lstm gru rnn embedding attention conv1d conv3d convTranspose2d groupNorm instanceNorm
  dilation groups
  softmax
  cifar100 imagenet
  auc aucRoc rocAuc auroc averagePrecision cohenKappa r2 r2Score mape
  hinge l1Loss smoothL1Loss huberLoss kldivLoss
  arithmetic parallelism
  device gpus numWorkers callbacks cache
`;
const NOT_YET_PLAIN: ReadonlySet<string> = new Set(NOT_YET.trim().split(/\s+/).map(plainName));

/** Asked for elsewhere; here it goes without saying. */
const NEEDLESS: Readonly<Record<string, string>> = {
  shuffle: 'The order of the samples is drawn anew for each epoch.',
  dropLast: 'An epoch’s last batch holds what is left.',
  stepsPerEpoch: 'It follows from the samples and `batchSize`.',
  restoreBestWeights: 'It is the best epoch’s model that is tested.',
  mode: 'Whether lower or higher is better follows from the metric.',
  input: 'The shape of the samples follows from the data.',
  inputLayer: 'The shape of the samples follows from the data.',
  numClasses: 'How many classes there are follows from the data.',
  download: 'A well-known data set is fetched when it is not there.',
  verbose: 'Progress is shown as it is made.',
};
const NEEDLESS_PLAIN = new Map(Object.entries(NEEDLESS).map(([k, why]) => [plainName(k), why]));

/** How the right name follows from the given one. */
export type Suggestion =
  | { readonly kind: 'alias' | 'near'; readonly name: string }
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'needless'; readonly why: string }
  | { readonly kind: 'not-yet' };

/** What a field that is not among `allowed` probably meant. */
export function suggestField(given: string, allowed: readonly string[]): Suggestion | undefined {
  const plain = plainName(given);
  const same = allowed.find((name) => plainName(name) === plain);
  if (same !== undefined) return { kind: 'near', name: same };
  const why = NEEDLESS_PLAIN.get(plain);
  if (why !== undefined) return { kind: 'needless', why };
  const alias = allowed.find((name) => fieldAliases(name).has(plain));
  if (alias !== undefined) return { kind: 'alias', name: alias };
  if (NOT_YET_PLAIN.has(plain)) return { kind: 'not-yet' };
  const path = placeOfField(plain);
  if (path !== undefined) return { kind: 'elsewhere', path };
  const near = nearName(given, allowed);
  return near === undefined ? undefined : { kind: 'near', name: near };
}

/** What a value that is not among `allowed` probably meant. */
export function suggestValue(given: string, allowed: readonly string[]): Suggestion | undefined {
  const plain = plainName(given);
  const same = allowed.find((name) => plainName(name) === plain);
  if (same !== undefined) return { kind: 'near', name: same };
  const alias = allowed.find((name) =>
    [...(VALUE_ALIASES[name] ?? []), ...typeAliases(name)].some(
      (a) => a === given || (plain !== '' && plainName(a) === plain),
    ),
  );
  if (alias !== undefined) return { kind: 'alias', name: alias };
  if (NOT_YET_PLAIN.has(plain)) return { kind: 'not-yet' };
  const near = nearName(given, allowed);
  return near === undefined ? undefined : { kind: 'near', name: near };
}

function fieldAliases(name: string): ReadonlySet<string> {
  const tables = Object.values(FIELD_TABLES);
  const aliases = tables.flatMap((fields) =>
    Object.hasOwn(fields, name) ? (fields[name]!.aliases ?? []) : [],
  );
  return new Set([...aliases, ...typeAliases(name)].map(plainName));
}

function typeAliases(name: string): readonly string[] {
  const tables: readonly Kinds[] = [LAYERS, OPTIMIZERS, SCHEDULES, LOSSES, METRIC_KINDS];
  return tables.flatMap((types) => (Object.hasOwn(types, name) ? types[name]!.aliases : []));
}

/** Where a field of this name stands, if exactly one place has it, or kinds of one place. */
function placeOfField(plain: string): string | undefined {
  for (const exact of [true, false]) {
    const paths = Object.entries(FIELD_TABLES).flatMap(([table, fields]) =>
      Object.entries(fields)
        .filter(([name, { aliases }]) =>
          exact ? plainName(name) === plain : aliases?.some((a) => plainName(a) === plain),
        )
        .map(([name]) => (table === '' ? name : `${table}.${name}`)),
    );
    if (paths.length === 1) return paths[0];
    // Several kinds of one thing may have it: each optimizer its learning rate.
    const places = new Set(paths.map((path) => path.replace(/\.\w+(\.\w+)$/, '.TYPE$1')));
    if (paths.length > 1) return places.size === 1 ? [...places][0] : undefined;
  }
  return undefined;
}
