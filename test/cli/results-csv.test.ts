import { resultsCsv } from '../../cli/results-csv.ts';
import type { Results } from '../../study/results.ts';

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
