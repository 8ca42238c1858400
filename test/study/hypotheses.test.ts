import { compileSpec } from '../../study/compile.ts';
import type { Hypothesis } from '../../study/spec.ts';
import { planOf } from './spec-files.ts';

const SPEC = {
  epochal: 1,
  study: 'small',
  data: { dataset: 'mnist' },
  model: {
    layers: [
      'flatten',
      { dense: { units: '${{ matrix.units }}' } },
      { activation: '${{ matrix.a }}' },
      { dense: { units: 10 } },
    ],
  },
  training: { epochs: 3, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } },
  matrix: { a: ['linear', 'relu', 'tanh'], units: [8, 16] },
};

const SMALLEST = { ...SPEC, model: { layers: ['flatten', { dense: { units: 10 } }] } };

function expanded(hypothesis: object, spec: object = SPEC): readonly Hypothesis[] {
  const asked = { claim: 'It matters', metric: 'test.loss', expect: 'less', ...hypothesis };
  return planOf({ ...spec, hypotheses: [asked] }).hypotheses;
}

test('each treatment against one baseline is a hypothesis, the other variables left open', () => {
  expect(expanded({ treatment: 'each', baseline: { a: 'linear' } })).toEqual(
    ['relu', 'tanh'].map((a) => ({
      claim: `It matters: ${a} against linear`,
      metric: 'test.loss',
      expect: 'less',
      treatment: { a },
      baseline: { a: 'linear' },
    })),
  );
});

test('all pairs of six variants are fifteen hypotheses, the later variant against the earlier', () => {
  const pairs = expanded({ compare: 'allPairs', expect: 'different' });
  expect(pairs).toHaveLength((6 * 5) / 2);
  expect(pairs[0]).toMatchObject({
    treatment: { a: 'linear', units: 16 },
    baseline: { a: 'linear', units: 8 },
    claim: 'It matters: a=linear, units=16 against a=linear, units=8',
  });
  expect(pairs.at(-1)).toMatchObject({
    treatment: { a: 'tanh', units: 16 },
    baseline: { a: 'tanh', units: 8 },
  });
});

test('all pairs of as many variants as there can be are counted, not made', () => {
  const sizes = Array.from({ length: 2_000 }, (_, i) => i + 1);
  const spec = {
    ...SMALLEST,
    matrix: { 'training.batchSize': sizes },
    hypotheses: [
      { claim: 'All differ', metric: 'test.loss', compare: 'allPairs', expect: 'different' },
    ],
  };
  expect(compileSpec(spec)).toMatchObject({
    ok: false,
    diagnostics: [
      {
        code: 'hypothesis',
        message:
          'These stand for 1,999,000 comparisons, the most is 100. Name the treatments that matter.',
      },
    ],
  });
});

test('trials that are in no comparison need no epochs for one', () => {
  const matrix = {
    'training.batchSize': [64, 128],
    'training.epochs': [1, 4],
    exclude: [{ 'training.batchSize': 64, 'training.epochs': 1 }],
  };
  const sides = {
    treatment: { 'training.batchSize': 64 },
    baseline: { 'training.batchSize': 128 },
  };
  for (const asked of [
    { metric: 'shape.train.loss.roughness' },
    { metric: 'train.loss', at: { epoch: 4 } },
  ]) {
    expect(expanded({ ...sides, ...asked }, { ...SMALLEST, matrix })).toHaveLength(1);
  }
});

test('a label makes no pairs of its own', () => {
  const matrix = {
    a: ['linear', 'relu'],
    units: [8],
    include: [{ a: 'relu', note: 'as published' }],
  };
  const pairs = expanded({ compare: 'allPairs', expect: 'different' }, { ...SPEC, matrix });
  expect(pairs.map(({ treatment, baseline }) => [treatment, baseline])).toEqual([
    [
      { a: 'relu', units: 8 },
      { a: 'linear', units: 8 },
    ],
  ]);
});

test('what is at its default is not in the plan, nor in its digest', () => {
  const sides = { treatment: { a: 'relu' }, baseline: { a: 'linear' } };
  const plain = planOf({
    ...SPEC,
    hypotheses: [{ claim: 'c', metric: 'validation.loss', expect: 'less', ...sides }],
  });
  const written = planOf({
    ...SPEC,
    alpha: 0.05,
    hypotheses: [
      {
        claim: 'c',
        metric: 'validation.loss',
        expect: 'less',
        ...sides,
        at: 'last',
        minEffect: 0,
        test: 'pairedT',
        onFailure: 'undecided',
      },
    ],
  });
  expect(written).toEqual(plain);
  expect(plain).not.toHaveProperty('alpha');
});

test('a variant that lacks a variable of the others is compared as a whole', () => {
  const matrix = {
    include: [
      { units: 8, a: 'relu' },
      { units: 8, a: 'relu', 'training.epochs': 9 },
    ],
  };
  const [pair] = expanded({ compare: 'allPairs', expect: 'different' }, { ...SPEC, matrix });
  expect(pair).toMatchObject({
    treatment: { units: 8, a: 'relu', 'training.epochs': 9 },
    baseline: { units: 8, a: 'relu' },
    variables: ['units', 'a', 'training.epochs'],
  });
});
