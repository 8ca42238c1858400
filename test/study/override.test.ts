import { readFileSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import { planOf, specObject } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');

function said(...overrides: readonly string[]): string {
  const compiled = compileSpec(RELU, { file: 'relu.yaml', overrides });
  return compiled.ok ? 'ok' : formatDiagnostics(compiled.diagnostics, { color: false });
}

test('values are YAML, paths reach into lists in both spellings, later overrides win', () => {
  const { trials, seeds } = planOf(RELU, [
    'training.epochs=9',
    'training.epochs=5',
    'seeds=[0, 1]',
    'model.layers[1].dense.units=64',
    'model.layers.2.activation="${{ matrix.activation }}"',
    'matrix.activation=[relu, linear]',
    'hypotheses=[]',
  ]);
  expect(seeds).toEqual([0, 1]);
  expect(trials.map(({ epochs }) => epochs)).toEqual([5, 5, 5, 5]);
  expect(trials[0]!.variant).toEqual({ activation: 'relu' });
  expect(trials[0]!.training.layers[1]).toMatchObject({ type: 'dense', units: 64 });
});

test('a variable of the matrix that is a path is one name, in the matrix and in hypotheses', () => {
  const rate = 'training.optimizer.sgd.learningRate';
  const plan = planOf(specObject({ hypotheses: [{}] }), [
    `matrix.${rate}=[0.1, 0.2]`,
    `matrix.${rate}[0]=0.3`,
    'matrix.model.layers[1].dense.units=[10]',
    `matrix.exclude=[{ ${rate}: 0.3 }]`,
    'matrix.include=[{ note: a }]',
    `matrix.include[0].${rate}=0.4`,
    'matrix.include[0].model.layers[1].dense.units=10',
    `hypotheses[0]={ claim: c, metric: test.loss, treatment: {}, baseline: {}, expect: less }`,
    `hypotheses[0].treatment.${rate}=0.2`,
    `hypotheses.0.baseline.${rate}=0.4`,
  ]);
  expect(plan.trials.map(({ variant }) => variant)).toEqual([
    { [rate]: 0.2, 'model.layers[1].dense.units': 10 },
    { [rate]: 0.4, 'model.layers[1].dense.units': 10, note: 'a' },
  ]);
  expect(plan.hypotheses[0]).toMatchObject({
    treatment: { [rate]: 0.2 },
    baseline: { [rate]: 0.4 },
  });
});

test('an override makes the maps on its way that are missing', () => {
  const [trial] = planOf(specObject(), ['checkpoint.monitor=train.loss']).trials;
  expect(trial!.checkpoint).toEqual({ keep: ['best', 'last'], monitor: 'train.loss' });
});

test('a value may hold an equals sign and a dot', () => {
  expect(planOf(RELU, ['question=Is a=b. or not?']).question).toBe('Is a=b. or not?');
});

test('what is wrong is shown in the text of the override', () => {
  expect(said('training.epochs=fifty')).toBe(
    `--set error bad-value: \`training.epochs\` takes a whole number from 1 to 10,000, not the text "fifty".
   | training.epochs=fifty
   |                 ~~~~~

1 error
`,
  );
  expect(said('training.lr=0.1')).toBe(
    `--set error unknown-field: \`lr\` is no field of \`training\`. It belongs at \`training.optimizer.TYPE.learningRate\`.
   | training.lr=0.1
   |          ~~

1 error
`,
  );
});

test('everything that is wrong is told at once, the file first', () => {
  const compiled = compileSpec(`${RELU}sede: 1\n`, {
    overrides: [
      'training.epochs',
      '=3',
      'a b=1',
      'seeds=[0, {',
      'model.layers[9].dense.units=1',
      'study.name=x',
      'seeds=[0,0]',
    ],
  });
  const found = compiled.ok ? [] : compiled.diagnostics.map(({ code, at }) => [code, at.kind]);
  expect(found).toEqual([
    ['unknown-field', 'file'],
    ['bad-override', 'set'],
    ['bad-override', 'set'],
    ['bad-override', 'set'],
    ['syntax', 'set'],
    ['bad-override', 'set'],
    ['bad-override', 'set'],
    ['duplicate-value', 'set'],
  ]);
});

test('a position that a list lacks is named with those that it has', () => {
  expect(said('model.layers[9].dense.units=1')).toContain(
    '`9` is no position of this list (0 to 3).',
  );
  expect(said('model.layers[x]=1')).toContain('An override is PATH=VALUE');
});

test('an expression within brackets needs its quotes here too', () => {
  expect(said('model.layers[1]={ dense: { units: ${{ matrix.n }} } }')).toContain(
    'unquoted-expression',
  );
});

test('a key called __proto__ reaches no prototype', () => {
  expect(said('__proto__.polluted=1')).toContain('`__proto__` is no field of a spec.');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
