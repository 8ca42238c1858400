import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { canonicalJson } from '../../study/canonical.ts';
import { compileSpec } from '../../study/compile.ts';
import { orderSteps } from '../../study/step-order.ts';
import { countPart } from '../../study/split-counts.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { codesOf, planOf, specFiles, specObject } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');

/** What docs/spec.md says about weights that nothing was said about. */
const WEIGHTS = { useBias: true, l1: 0, l2: 0 };

test('the relu study becomes two trials of 50 epochs', () => {
  const plan = planOf(RELU);
  expect(plan.study).toBe('relu');
  expect(plan.run).toBe(`relu@${plan.spec.slice(7, 15)}`);
  expect(plan.trials).toHaveLength(2);
  expect(plan.trials[1]).toEqual({
    index: 1,
    variant: { activation: 'relu' },
    seed: 0,
    epochs: 50,
    data: {
      dataset: 'mnist',
      samples: 60_000,
      shape: [28, 28, 1],
      split: { train: 50_000, validation: 10_000 },
    },
    training: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 512, ...WEIGHTS },
        { type: 'activation', activation: 'relu' },
        { type: 'dense', units: 10, ...WEIGHTS },
      ],
      batchSize: 128,
      optimizer: readOptimizer({ sgd: { learningRate: 0.15 } }),
      loss: readLoss('crossEntropy'),
      randomness: 'torch',
    },
    checkpoint: { keep: ['best', 'last'], monitor: 'validation.accuracy' },
  });
});

test('what a spec leaves out gets the defaults that docs/spec.md lists', () => {
  const [trial] = planOf(specObject()).trials;
  expect(trial).toMatchObject({
    variant: {},
    seed: 0,
    data: { split: { train: 50_000, validation: 10_000 } },
    training: { loss: readLoss('crossEntropy'), randomness: 'paired' },
    checkpoint: { keep: ['best', 'last'], monitor: 'validation.accuracy' },
  });
});

const NUMBERS = readFileSync('test/study/good/numbers.yaml', 'utf8');
const TWO_CLASSES = readFileSync('test/study/good/two-classes.yaml', 'utf8');

test('what predicts numbers is monitored by its loss, wherever that is written', () => {
  const loss = 'training.loss=${{ matrix.loss }}';
  for (const set of [
    [],
    ['matrix.training.loss=[meanSquaredError]'],
    [loss, 'matrix={loss: [meanSquaredError]}'],
  ]) {
    const [trial] = planOf(NUMBERS, ['metrics=[]', 'training.schedule=constant', ...set]).trials;
    expect(trial).toMatchObject({
      data: { dataset: { targets: 'numbers' }, samples: 15 },
      training: { loss: { type: 'meanSquaredError' } },
      checkpoint: { monitor: 'validation.loss' },
    });
    expect(trial).not.toHaveProperty('metrics');
  }
});

test('metrics come in one order, without those that are measured anyway', () => {
  const plan = planOf(TWO_CLASSES);
  const types = plan.trials[0]!.metrics!.map(({ type }) => type);
  expect(types).toEqual(['precision', 'recall', 'f1', 'confusionMatrix']);
  const again = 'metrics=[recall, confusionMatrix, f1, precision]';
  expect(planOf(TWO_CLASSES, [again]).spec).toBe(plan.spec);
  expect(planOf(RELU, ['metrics=[accuracy]'])).toEqual(planOf(RELU));
  const [top] = planOf(RELU, ['metrics=[topK]']).trials;
  expect(top!.metrics).toEqual([{ type: 'topK', k: 5 }]);
});

test('a plan has the classes’ names, whatever is measured', () => {
  for (const overrides of [[], ['metrics=[f1, recall]']]) {
    const [trial] = planOf(TWO_CLASSES, overrides).trials;
    expect(trial!.data.classNames).toEqual(['left', 'right']);
  }
});

test('variants come in the order of the matrix, the last variable fastest, seeds within them', () => {
  const { trials } = planOf(
    specObject({
      training: {
        epochs: '${{ matrix.b }}',
        batchSize: '${{ matrix.a }}',
        optimizer: { sgd: { learningRate: 0.1 } },
      },
      matrix: { b: [2, 1], a: [10, 20] },
      seeds: [7, 3],
    }),
  );
  expect(trials.map(({ variant, seed }) => [variant['b'], variant['a'], seed])).toEqual([
    [2, 10, 7],
    [2, 10, 3],
    [2, 20, 7],
    [2, 20, 3],
    [1, 10, 7],
    [1, 10, 3],
    [1, 20, 7],
    [1, 20, 3],
  ]);
  expect(trials.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(trials.map(({ epochs }) => epochs)).toEqual([2, 2, 2, 2, 1, 1, 1, 1]);
});

test('a scalar that is one expression keeps the type of its value, in a longer text it is text', () => {
  const model = (units: string, activation: string): object => ({
    layers: ['flatten', { dense: { units } }, { activation }, { dense: { units: 10 } }],
  });
  const matrix = { units: [64], half: ['lu'] };
  const { trials } = planOf(
    specObject({ model: model('${{matrix.units}}', 're${{ matrix.half }}'), matrix }),
  );
  expect(trials[0]!.training.layers.slice(1, 3)).toEqual([
    { type: 'dense', units: 64, ...WEIGHTS },
    { type: 'activation', activation: 'relu' },
  ]);
  const asText = specObject({
    model: model('${{ matrix.units }}0', 're${{ matrix.half }}'),
    matrix,
  });
  expect(codesOf(asText)).toEqual(['bad-value']); // "640" is a text
});

test('values of `vars` and the seed stand in for expressions, whole ones with their type', () => {
  const vars = specFiles('good').find(({ name }) => name === 'vars')!;
  const { trials } = planOf(vars.bytes);
  const { layers } = trials[0]!.training;
  expect(layers.slice(1, 4)).toEqual([
    { type: 'dense', units: 64, ...WEIGHTS },
    { type: 'activation', activation: 'relu' },
    { type: 'dense', units: 64, ...WEIGHTS },
  ]);
  expect(trials[0]!.data.split.train).toBe(30_000);
  expect(trials.map(({ variant, seed, epochs }) => [variant['rate'], seed, epochs])).toEqual([
    [0.1, 3, 3],
    [0.1, 4, 4],
    [0.2, 3, 3],
    [0.2, 4, 4],
  ]);
});

test('a spec with `vars` is the study that writes their values out', () => {
  const training = (batchSize: unknown): object => ({
    epochs: 1,
    batchSize,
    optimizer: { sgd: { learningRate: 0.1 } },
  });
  const named = specObject({ training: training('${{ vars.batch }}'), vars: { batch: 64 } });
  expect(planOf(named)).toEqual(planOf(specObject({ training: training(64) })));
});

test('bytes, text, text with a byte order mark and Windows line ends, and an object are one spec', () => {
  const plan = planOf(RELU);
  expect(planOf(new TextEncoder().encode(RELU))).toEqual(plan);
  expect(planOf(new TextEncoder().encode(`\uFEFF${RELU.replaceAll('\n', '\r\n')}`))).toEqual(plan);
  expect(planOf(parseYaml(RELU) as object)).toEqual(plan);
  expect(planOf(JSON.stringify(parseYaml(RELU)))).toEqual(plan);
});

test('how a spec is written does not change its digest; what it says does', () => {
  const { spec } = planOf(specObject());
  const same = [
    { seeds: [0] },
    { seeds: { count: 1 } },
    { randomness: 'paired' },
    { data: { dataset: 'mnist', split: { train: 50_000, validation: 10_000 } } },
    { hypotheses: [] },
    { matrix: {} },
    {
      steps: (parseYaml(readFileSync('specs/standard-steps.yaml', 'utf8')) as { steps: object })
        .steps,
    },
  ];
  for (const parts of same) expect(planOf(specObject(parts)).spec).toBe(spec);
  const other = [{ seeds: [1] }, { randomness: 'torch' }, { question: 'Why?' }, { study: 'x' }];
  for (const parts of other) expect(planOf(specObject(parts)).spec).not.toBe(spec);
});

test('fractions and the counts that they stand for have one digest', () => {
  const split = (train: number, validation: number): string =>
    planOf(specObject({ data: { dataset: 'mnist', split: { train, validation } } })).spec;
  expect(split(0.5, 0.25)).toBe(split(30_000, 15_000));
});

test('a fraction is rounded down, but not for the error of a product', () => {
  expect(countPart(0.99999, 60_000)).toBe(59_999); // 59999.4
  expect(countPart(1 / 3, 60_000)).toBe(20_000);
  expect(countPart(0.27, 60_000)).toBe(16_200); // 16200.000000000002
  expect(countPart(0.00002, 60_000)).toBe(1); // 1.2
  for (let hundredths = 1; hundredths < 100; hundredths++) {
    expect(countPart(hundredths / 100, 60_000)).toBe(hundredths * 600);
  }
});

test('the order of a matrix is part of the study, since it is the order of the trials', () => {
  const digest = (matrix: object): string =>
    planOf(
      specObject({
        matrix,
        training: {
          epochs: '${{ matrix.a }}',
          batchSize: '${{ matrix.b }}',
          optimizer: { sgd: { learningRate: 0.1 } },
        },
      }),
    ).spec;
  expect(digest({ a: [1], b: [2] })).not.toBe(digest({ b: [2], a: [1] }));
});

test.each(specFiles('good'))(
  '$name compiles, to a plan that JSON and canonical JSON hold',
  ({ bytes }) => {
    const plan = planOf(bytes);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(() => canonicalJson(plan)).not.toThrow();
  },
);

test('compiling leaves the object as it was', () => {
  const spec = parseYaml(RELU) as object;
  const before = JSON.stringify(spec);
  compileSpec(spec, { overrides: ['training.epochs=1', 'seeds=[5]'] });
  expect(JSON.stringify(spec)).toBe(before);
});

test('steps come in the order of their edges, ties as they are written', () => {
  const own = specFiles('good').find(({ name }) => name === 'own-steps')!;
  expect(planOf(own.bytes).steps.map(({ id, per }) => `${id} ${per}`)).toEqual([
    ...['download study', 'split trial', 'train trial', 'test trial'],
    // `compare` waits for all that the trials do.
    ...['latency trial', 'convert trial', 'compare study', 'total study'],
  ]);
  expect(
    orderSteps(
      new Map([
        ['b', []],
        ['c', ['a']],
        ['a', ['b']],
        ['d', []],
      ]),
    ),
  ).toEqual(['b', 'a', 'c', 'd']);
});

test('what `vary` leaves out is drawn with the study’s first seed', () => {
  const seedsOf = (vary: readonly string[]): unknown =>
    planOf(specObject({ seeds: [7, 8], vary })).trials.map(({ seeds }) => seeds);
  expect(seedsOf(['init'])).toEqual([undefined, { split: 7, init: 8, order: 7 }]);
  expect(seedsOf(['order', 'split'])).toEqual([undefined, { split: 8, init: 7, order: 8 }]);
  expect(seedsOf(['order', 'split', 'init'])).toEqual([undefined, undefined]);
  const digest = (parts: object): string => planOf(specObject({ seeds: [7, 8], ...parts })).spec;
  expect(digest({ vary: ['order', 'split', 'init'] })).toBe(digest({}));
  expect(digest({ vary: ['order', 'split'] })).toBe(digest({ vary: ['split', 'order'] }));
  expect(digest({ vary: ['init'] })).not.toBe(digest({}));
});

test('variants that differ in how long they train are not the same trial', () => {
  const matrix = { 'training.epochs': [1, 2] };
  expect(planOf(specObject({ matrix })).trials.map(({ epochs }) => epochs)).toEqual([1, 2]);
});

test('the seeds of { count, from } are counted up, to the last there is', () => {
  expect(planOf(specObject({ seeds: { count: 3, from: 5 } })).seeds).toEqual([5, 6, 7]);
  const { seeds } = planOf(specObject({ seeds: { count: 2, from: 4294967294 } }));
  expect(seeds).toEqual([4294967294, 4294967295]);
});

test('an object’s diagnostics have JSON pointers', () => {
  const compiled = compileSpec(specObject({ 'a/b~c': 1, seeds: 3 }), { file: 'request' });
  expect(compiled.ok ? [] : compiled.diagnostics.map(({ at }) => at)).toEqual([
    { kind: 'object', file: 'request', pointer: '/a~1b~0c' },
    { kind: 'object', file: 'request', pointer: '/seeds' },
  ]);
});
