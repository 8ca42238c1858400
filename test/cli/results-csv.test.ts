import { resultsCsv } from '../../cli/results-csv.ts';
import { planDifferences } from '../../cli/plan-differences.ts';
import { compileSpec } from '../../study/compile.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results } from '../../study/results.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';

const RESULTS: Results = {
  study: 'x',
  run: 'x@00000000',
  status: 'done',
  spec: 'sha256:0',
  arithmetic: null,
  trials: [
    {
      variant: { note: 'a "quoted", text' },
      seed: 3,
      status: 'done',
      epochs: [
        {
          epoch: 1,
          train: { loss: 0.5, accuracy: 0.75 },
          validation: { loss: 0.25, accuracy: 1 },
          checkpoint: 'sha256:1',
          commit: 'sha256:2',
        },
      ],
      best: { epoch: 1, metrics: { 'validation.accuracy': 1 } },
      test: { loss: 0.125, accuracy: 0.5, predictions: 'sha256:3' },
    },
  ],
};

test('a tidy table has one value a row, and quotes as RFC 4180 says', () => {
  const variant = '"note=a ""quoted"", text"';
  expect(resultsCsv(RESULTS)).toBe(
    [
      'variant,seed,epoch,split,metric,value',
      `${variant},3,1,train,loss,0.5`,
      `${variant},3,1,train,accuracy,0.75`,
      `${variant},3,1,validation,loss,0.25`,
      `${variant},3,1,validation,accuracy,1`,
      `${variant},3,1,test,loss,0.125`,
      `${variant},3,1,test,accuracy,0.5`,
      '',
    ].join('\n'),
  );
});

test('a tidy table has whatever was measured, in the order of tables', () => {
  const [trial] = RESULTS.trials;
  const [epoch] = trial!.epochs;
  const epochs = [
    { ...epoch!, train: { loss: 4, mae: 1 }, validation: { rmse: 3, mae: 2, loss: 9 } },
  ];
  const lines = resultsCsv({
    ...RESULTS,
    trials: [{ ...trial!, variant: {}, epochs, test: null }],
  });
  expect(lines.split('\n').slice(1, -1)).toEqual([
    ',3,1,train,loss,4',
    ',3,1,train,mae,1',
    ',3,1,validation,loss,9',
    ',3,1,validation,mae,2',
    ',3,1,validation,rmse,3',
  ]);
});

describe('what differs between two plans', () => {
  const plan = (...overrides: string[]): Plan => {
    const spec = readFileSync(join(packageRoot, 'specs/relu.yaml'));
    const compiled = compileSpec(spec, { file: 'relu.yaml', overrides });
    if (!compiled.ok) throw new Error('the spec of the README does not compile');
    return compiled.plan;
  };

  test('is nothing for the same spec', () => {
    expect(planDifferences(plan(), plan())).toEqual([]);
  });

  test('is a line for each field, with both values', () => {
    const asked = plan('training.epochs=5', 'seeds=[0, 1]');
    expect(planDifferences(plan(), asked)).toEqual(['epochs: 50 → 5', 'seeds.1: none → 1']);
  });

  test('has a line for a variant that is left out, and for what no longer varies', () => {
    const some = plan('hypotheses=[]', 'randomness=paired');
    const fewer = ['matrix.exclude=[{ activation: relu }]', 'seeds=[0, 1]', 'vary=[init, order]'];
    const asked = plan('hypotheses=[]', 'randomness=paired', ...fewer);
    expect(planDifferences(some, asked)).toEqual([
      'seeds.1: none → 1',
      'variants.1: "relu" → none',
      'vary.0: none → "init"',
      'vary.1: none → "order"',
    ]);
  });
});
