import { hasFolds } from '../report/trial-columns.ts';
import { metricNames } from '../study/metrics.ts';
import type { Metrics, Results, TrialResult } from '../study/results.ts';

/**
 * Results as a tidy table, one value a row: variant, seed, epoch, split, metric, value, and fold
 * after seed where there are folds. The test's rows carry the best epoch, whose state was tested.
 *
 * Source: RFC 4180; Wickham, Tidy Data (2014).
 */
export function resultsCsv(results: Results): string {
  const folded = hasFolds(results.trials);
  const rows = results.trials.flatMap((trial) => trialRows(trial, folded));
  return `variant,seed,${folded ? 'fold,' : ''}epoch,split,metric,value\n${rows.join('')}`;
}

function trialRows(trial: TrialResult, folded: boolean): string[] {
  const variables = Object.entries(trial.variant);
  const variant = variables.map(([name, value]) => `${name}=${String(value)}`).join(' ');
  const lines = (epoch: number, split: string, metrics: Metrics): string[] =>
    metricNames(metrics).map((metric) => {
      const name = [variant, trial.seed, ...(folded ? [trial.fold ?? ''] : [])];
      const cells = [...name, epoch, split, metric, metrics[metric]];
      return `${cells.map((cell) => quoted(String(cell))).join(',')}\n`;
    });
  return [
    ...trial.epochs.flatMap(({ epoch, train, validation }) => [
      ...lines(epoch, 'train', train),
      ...lines(epoch, 'validation', validation),
    ]),
    ...(trial.test && trial.best ? lines(trial.best.epoch, 'test', trial.test) : []),
  ];
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
