import { chooseTrial } from '../../cli/export/choose.ts';
import { resultsTable } from '../../cli/outcome.ts';
import { resultsCsv } from '../../cli/results-csv.ts';
import type { Results } from '../../study/results.ts';
import { pendingTrial, study } from '../report/fixtures.ts';

const METRICS = { loss: 0.5, accuracy: 0.75 };
const epochs = [
  { epoch: 1, train: METRICS, validation: METRICS, checkpoint: 'sha256:1', commit: 'sha256:2' },
];
const RESULTS: Results = study([
  { ...pendingTrial('relu', 4), fold: 1, status: 'done', epochs },
  { ...pendingTrial('relu', 4), fold: 2, status: 'done', epochs },
]);

test('the tidy table has a column for the fold', () => {
  const lines = resultsCsv(RESULTS).trim().split('\n');
  expect(lines[0]).toBe('variant,seed,fold,epoch,split,metric,value');
  expect(lines[1]).toBe('activation=relu,4,1,1,train,loss,0.5');
  expect(lines.at(-1)).toBe('activation=relu,4,2,1,validation,accuracy,0.75');
});

test('the table of results has a row for each fold', () => {
  const [, header, ...rows] = resultsTable(RESULTS)
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  expect(header!.slice(0, 4)).toEqual(['variant', 'seed', 'fold', 'status']);
  const named = rows.filter(([variant]) => variant === 'relu');
  expect(named.map((cells) => cells.slice(0, 4))).toEqual([
    ['relu', '4', '1', 'done'],
    ['relu', '4', '2', 'done'],
  ]);
});

test('a model to export is named by its fold too', () => {
  const choice = { variant: [], epoch: 'best' };
  expect(chooseTrial(RESULTS, { ...choice, fold: '2' })).toBe(1);
  expect(() => chooseTrial(RESULTS, { ...choice, seed: '4' })).toThrow(
    '2 trials of relu@1f2e3d4c fit --seed 4. Its trials:\n' +
      '  --variant activation=relu --seed 4 --fold 1\n' +
      '  --variant activation=relu --seed 4 --fold 2',
  );
  expect(() => chooseTrial(RESULTS, { ...choice, fold: '3' })).toThrow('No trial of');
});
