import fc from 'fast-check';
import { CONTROL } from '../../study/readable.ts';

/** A spec as JSON has it. */
export type SpecRecord = Readonly<Record<string, unknown>>;

/** Any valid spec, as an object: layers, expressions, a matrix, seeds and hypotheses as they may be. */
export function validSpec(): fc.Arbitrary<SpecRecord> {
  return fc
    .record({ slots: fc.subarray([...SLOTS]), parts: parts(), terms: hypotheses() })
    .chain(({ slots, parts: given, terms }) =>
      fc
        .tuple(...slots.map(({ values }) => fc.uniqueArray(values, UNIQUE)))
        .map((values) => assemble(slots, values, given, terms)),
    );
}

/** A text that a spec may hold. */
export function plainText(maxLength: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .filter((text) => !CONTROL.test(text) && !text.includes('${{') && text.length <= maxLength);
}

/** A field that a matrix can vary. */
interface Slot {
  readonly variable: string;
  readonly values: fc.Arbitrary<string | number>;
}

const rate = fc.double({ min: 1e-6, max: 10, noNaN: true });
const SLOTS: readonly Slot[] = [
  { variable: 'activation', values: fc.constantFrom('linear', 'relu') },
  { variable: 'units', values: fc.integer({ min: 1, max: 2_000 }) },
  { variable: 'constructor', values: rate }, // every object has one, and so may a matrix
  { variable: 'epochs', values: fc.integer({ min: 4, max: 10_000 }) },
  { variable: 'rng_2', values: fc.constantFrom('paired', 'torch') },
  { variable: 'training.batchSize', values: fc.integer({ min: 1, max: 1_000 }) },
  { variable: 'model.extra.units', values: fc.integer({ min: 1, max: 300 }) },
];
const UNIQUE = { minLength: 1, maxLength: 3, selector: String } as const;

function parts() {
  return fc.record(
    {
      study: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,63}$/),
      question: plainText(100),
      split: fc.oneof(
        fc.record({ train: count(30_000), validation: count(30_000) }),
        fc.record({ train: fraction(), validation: fraction() }),
      ),
      hidden: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 4 }),
      batchSize: count(1_000),
      training: training(),
      keep: fc.subarray(['best', 'last', 'all'], { minLength: 1 }),
      metrics: fc.subarray(['f1', 'confusionMatrix', { topK: { k: 3 } }, { recall: {} }]),
      vary: fc.subarray(['split', 'init', 'order'], { minLength: 1 }),
      ablate: fc.constant(['extra']),
      width: count(300),
      monitor: fc.constantFrom('train.loss', 'validation.accuracy'),
      alpha: fraction(),
      seeds: fc.oneof(
        fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 2 }),
        fc.record({ count: count(2), from: count(1_000) }, { requiredKeys: ['count'] }),
      ),
    },
    { requiredKeys: ['study', 'hidden', 'batchSize', 'training'] },
  );
}

/** Fields of `training` that may be left out. */
function training() {
  const below = fc.double({ min: 0, max: 0.99, noNaN: true });
  const warmup = fc.oneof(count(1_000), fraction());
  const monitor = fc.constantFrom('train.accuracy', 'validation.loss');
  return fc.record(
    {
      schedule: fc.oneof(
        fc.constantFrom('constant', 'cosine', 'oneCycle', 'reduceOnPlateau'),
        fc.record({ step: fc.record({ every: count(9), warmup }, { requiredKeys: ['every'] }) }),
        fc.record({ exponential: fc.record({ factor: fraction(), warmup }) }),
        fc.record({ cosine: fc.record({ over: count(99), warmup }, { requiredKeys: [] }) }),
        fc.record({
          reduceOnPlateau: fc.record({ monitor, patience: count(9), threshold: below }),
        }),
      ),
      gradientClipping: fc.oneof(fc.record({ norm: rate }), fc.record({ value: rate })),
      gradientAccumulation: count(9),
      earlyStopping: fc.record(
        { monitor, patience: count(9), minDelta: below },
        { requiredKeys: ['patience'] },
      ),
      loss: fc.oneof(
        fc.constant('crossEntropy'),
        fc.record({ crossEntropy: fc.record({ labelSmoothing: below }, { requiredKeys: [] }) }),
      ),
    },
    { requiredKeys: [] },
  );
}

/** Hypotheses but for the variants that they compare, any test but the bootstrap, which needs 20 seeds. */
function hypotheses(): fc.Arbitrary<readonly Terms[]> {
  const accuracy = fc.double({ min: 0.001, max: 1, noNaN: true });
  const margin = fc.double({ min: 0.001, max: 0.99, noNaN: true });
  const at = fc.oneof(
    fc.constantFrom('best', 'last'),
    fc.constantFrom({ epoch: 1 }, { meanLast: 1 }), // epochs may be a variable
  );
  const quantity = fc.oneof(
    fc.record(
      { metric: fc.constantFrom('test.accuracy', 'test.loss'), at: fc.constant('best') },
      { requiredKeys: ['metric'] },
    ),
    fc.record(
      { metric: fc.constantFrom('train.loss', 'validation.accuracy'), at },
      { requiredKeys: ['metric'] },
    ),
    fc.record({
      metric: fc.constantFrom(
        'shape.train.accuracy.reversals',
        'shape.validation.loss.wrongWayShare',
        'shape.train.loss.roughness',
        'shape.validation.accuracy.logitRoughness',
      ),
    }),
    fc.record({ metric: fc.constant('shape.validation.accuracy.epochsToReach'), level: accuracy }),
    fc.record({ metric: fc.constant('shape.train.loss.epochsToReach'), level: rate }),
  );
  const expected = fc.oneof(
    fc.record(
      {
        expect: fc.constantFrom('greater', 'less', 'different'),
        minEffect: margin,
        onFailure: fc.constantFrom('undecided', 'worst'),
      },
      { requiredKeys: ['expect'] },
    ),
    fc.record({ expect: fc.constant('equivalent'), minEffect: margin }),
  );
  const more = fc.record(
    {
      claim: plainText(100),
      test: fc.constantFrom('pairedT', 'signFlip', 'wilcoxon'),
    },
    { requiredKeys: ['claim'] },
  );
  const sides = fc.constantFrom('treatment', 'each', 'allPairs');
  const terms = fc.record({ quantity, expected, more, sides }).map((all) => ({
    sides: all.sides,
    fields: { ...all.more, ...all.quantity, ...all.expected },
  }));
  return fc.array(terms, { maxLength: 2 });
}

interface Terms {
  readonly sides: 'treatment' | 'each' | 'allPairs';
  readonly fields: SpecRecord;
}

/** What a hypothesis compares: two values of the first variable, or all that there are. */
function sidesOf(
  sides: Terms['sides'],
  variable: string,
  [a, b]: readonly (string | number)[],
  variants: number,
): SpecRecord {
  const baseline = { [variable]: a };
  if (sides === 'each') return { treatment: 'each', baseline };
  return sides === 'allPairs' && variants <= MOST_PAIRED
    ? { compare: 'allPairs' }
    : { treatment: { [variable]: b }, baseline };
}

/** Two hypotheses of all pairs among them, and of those without a layer, are few enough. */
const MOST_PAIRED = 4;

type Parts = ReturnType<typeof parts> extends fc.Arbitrary<infer T> ? T : never;

function count(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}

function fraction(): fc.Arbitrary<number> {
  return fc.double({ min: 0.001, max: 0.499, noNaN: true });
}

function assemble(
  slots: readonly Slot[],
  values: readonly (readonly (string | number)[])[],
  {
    study,
    question,
    split,
    hidden,
    batchSize,
    training: more,
    keep,
    monitor,
    seeds,
    vary,
    ablate,
    width,
    metrics,
    alpha,
  }: Parts,
  terms: readonly Terms[],
): SpecRecord {
  const varied = new Set(slots.map(({ variable }) => variable));
  const at = (variable: string, otherwise: string | number): string | number =>
    varied.has(variable) ? `\${{ matrix.${variable} }}` : otherwise;
  const [first] = slots;
  const variants = values.reduce((product, each) => product * each.length, 1);
  return {
    epochal: 1,
    study,
    ...(question !== undefined && { question }),
    data: { dataset: 'mnist', ...(split !== undefined && { split }) },
    model: {
      layers: [
        'flatten',
        ...hidden.flatMap((units) => [{ dense: { units } }, { activation: 'relu' }]),
        { name: 'extra', dense: { units: width === undefined ? 12 : '${{ vars.width }}' } },
        { dense: { units: at('units', 16) } },
        { activation: at('activation', 'linear') },
        { dense: { units: 10 } },
      ],
    },
    training: {
      epochs: at('epochs', 4), // enough for every shape
      batchSize,
      optimizer: { sgd: { learningRate: at('constructor', 0.1) } },
      ...more,
    },
    ...((keep ?? monitor) !== undefined && {
      checkpoint: {
        ...(keep !== undefined && { keep }),
        ...(monitor !== undefined && { monitor }),
      },
    }),
    ...(metrics !== undefined && { metrics }),
    ...(slots.length > 0 && {
      matrix: Object.fromEntries(slots.map(({ variable }, i) => [variable, values[i]])),
    }),
    ...(seeds !== undefined && { seeds }),
    ...(width !== undefined && { vars: { width } }),
    ...(vary !== undefined && !varied.has('rng_2') && { vary }),
    // Widths of a layer that is left out are no variants.
    ...(ablate !== undefined && !varied.has('model.extra.units') && { ablate }),
    ...(varied.has('rng_2') && { randomness: '${{ matrix.rng_2 }}' }),
    ...(alpha !== undefined && { alpha }),
    ...(values[0]?.[1] !== undefined && {
      hypotheses: terms.map(({ sides, fields }) => ({
        ...fields,
        ...sidesOf(sides, first!.variable, values[0]!, variants),
      })),
    }),
  };
}
