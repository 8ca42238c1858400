import { resultsTable } from '../../cli/outcome.ts';
import { buildReport } from '../../report/build.ts';
import { confusionMatrix as countConfusions } from '../../report/confusion-section.ts';
import type { Report } from '../../report/build.ts';
import { curveChart } from '../../report/charts.ts';
import { compareVariants } from '../../report/compare.ts';
import { drawCharts } from '../../report/render.ts';
import { readLoss } from '../../study/losses.ts';
import { readMetrics } from '../../study/metric-kinds.ts';
import type { Plan } from '../../study/plan.ts';
import type { ConfusionMatrix, Metrics, Results } from '../../study/results.ts';
import { ENGINES, EVIDENCE, NOTHING_COMPARED, planOf, referenceStudy } from './fixtures.ts';

const PICTURE = { svg: '<svg></svg>' };

function report(
  results: Results,
  plan: Plan,
  matrices: ReadonlyMap<number, ConfusionMatrix> = new Map(),
): Report {
  const names = [
    'accuracy',
    'mae',
    'loss',
    'rmse',
    'f1',
    'test-accuracy',
    'test-mae',
    'test-loss',
    'difference-1',
  ];
  const charts = Object.fromEntries(names.map((name) => [name, PICTURE]));
  const comparison = compareVariants(results, plan, EVIDENCE);
  const input = { results, comparison, plan, engines: ENGINES, charts };
  return buildReport({ ...input, repaired: [], outputs: [], matrices });
}

/** The reference's study with other metrics in place of its own. */
function measuring(
  change: (metrics: Metrics) => Metrics,
  plan: Partial<Plan['trials'][number]>,
  seeds?: readonly number[],
): { readonly results: Results; readonly plan: Plan } {
  const base = referenceStudy(seeds, 10);
  const results: Results = {
    ...base,
    trials: base.trials.map((trial) => ({
      ...trial,
      epochs: trial.epochs.map((epoch) => ({
        ...epoch,
        train: change(epoch.train),
        validation: change(epoch.validation),
      })),
      test: trial.test && change(trial.test),
    })),
  };
  const whole = planOf(base, 10);
  return {
    results,
    plan: { ...whole, trials: whole.trials.map((trial) => ({ ...trial, ...plan })) },
  };
}

describe('a study that predicts numbers', () => {
  const loss = readLoss('meanSquaredError');
  const base = measuring(
    (metrics) => ({ loss: metrics.loss * 1e5, mae: metrics.loss * 100, rmse: metrics.loss * 200 }),
    { metrics: readMetrics(['rmse']) },
  );
  const trials = base.results.trials.map((trial) => ({
    ...trial,
    best: { epoch: 3, metrics: { 'validation.loss': 12_345 } },
  }));
  const results = { ...base.results, trials };
  const plan = {
    ...base.plan,
    question: 'How heavy is it?',
    hypotheses: [
      {
        claim: 'ReLU errs less',
        metric: 'test.mae' as const,
        treatment: { activation: 'relu' },
        baseline: { activation: 'linear' },
        expect: 'less' as const,
        minEffect: 5,
      },
    ],
    trials: base.plan.trials.map((trial) => ({
      ...trial,
      training: { ...trial.training, loss },
      checkpoint: { ...trial.checkpoint, monitor: 'validation.loss' as const },
    })),
  };
  const { html, markdown } = report(results, plan);

  test('has a report that speaks of errors, and never of accuracy', () => {
    const text = html.slice(html.indexOf('<main>'), html.indexOf('The study as it was run'));
    expect(text).not.toMatch(/accuracy/i);
    expect(markdown.slice(0, markdown.indexOf('The study as it was run'))).not.toMatch(/accuracy/i);
    expect(text).toContain('Mean absolute error over the epochs');
    expect(markdown).toContain('(mae.png)');
    expect(markdown).toContain('(rmse.png)');
    expect(markdown).toContain('| Validation MAE | Validation loss | Test MAE | Test loss |');
    expect(markdown).toContain('the lowest validation loss');
    expect(text).toContain('Test MAE: relu less than linear, by more than 5.0000.');
  });

  test('has a chart of each metric, drawn without a warning', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const charts = await drawCharts(results, NOTHING_COMPARED);
    expect(Object.keys(charts)).toEqual(['mae', 'loss', 'rmse']);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test('draws no epochs that press the others flat', () => {
    const tall = {
      ...results,
      trials: results.trials.map((trial) => ({
        ...trial,
        epochs: trial.epochs.map((epoch, i) =>
          i === 0 ? { ...epoch, train: { loss: 1e9, mae: 4000 } } : epoch,
        ),
      })),
    };
    const chart = JSON.stringify(curveChart(tall, 'mae'));
    expect(chart).toContain('values above 40 are not drawn');
    expect(JSON.stringify(curveChart(results, 'mae'))).not.toContain('not drawn');
  });

  test('has a table in the terminal of at most 80 columns', () => {
    const text = resultsTable(results);
    expect(text).toContain('test mae  test loss');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('what is measured besides', () => {
  const confusionMatrix = [
    [8, 2],
    [0, 5],
  ];
  const { results, plan } = measuring(
    ({ accuracy, ...metrics }) => ({ ...metrics, accuracy: accuracy!, f1: accuracy! }),
    { metrics: readMetrics(['f1']) },
    [0, 1],
  );
  const matrices = new Map(results.trials.map((_, index) => [index, confusionMatrix]));
  const named: Plan = {
    ...plan,
    hypotheses: [{ ...plan.hypotheses[0]!, metric: 'test.f1' }],
    trials: plan.trials.map((trial) => ({
      ...trial,
      data: { ...trial.data, classNames: ['<b>', 'a|b'] },
    })),
  };

  test('has a table, a chart and a place in hypotheses', () => {
    const { markdown } = report(results, named);
    expect(markdown).toContain('| Variant | Seed | Test F1 |');
    expect(markdown).toContain('(f1.png)');
    // As the accuracies of the reference: 0.9818 and 0.9247 at seed 0.
    expect(markdown).toContain('| 0 | 98.18% | 92.47% | +5.71 percentage points |');
  });

  test('shows each variant’s confusion matrix, the seeds added up, as a table', () => {
    const { html, markdown } = report(results, named, matrices);
    const first = html.slice(html.indexOf('<table class="matrix">')).split('</table>')[0]!;
    expect(first).toContain('<caption>linear, 2 seeds together</caption>');
    expect(first).toContain('<th scope="row">&#60;b&#62;</th>');
    const cells = [...first.matchAll(/<td( class="hit")? style="--shade: (\d+)%">(\d+)</g)];
    // The square roots of 16/20 and 4/20.
    expect(cells.map(([, hit, shade, count]) => [hit !== undefined, shade, count])).toEqual([
      [true, '89', '16'],
      [false, '45', '4'],
      [false, '0', '0'],
      [true, '100', '10'],
    ]);
    expect(markdown).toContain('|  | \\<b\\> | a\\|b |');
    expect(markdown).toContain('| a\\|b | 0 | 10 |');
  });

  test('counts what each class was taken for', () => {
    const matrix = countConfusions(Int32Array.of(0, 1, 1, 2, 0), Uint8Array.of(0, 1, 2, 2, 0), 3);
    expect(matrix).toEqual([
      [2, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ]);
  });

  test('calls each variant’s classes by the names that its own data has', () => {
    const own = named.trials.map((trial) =>
      trial.variant['activation'] === 'relu'
        ? { ...trial, data: { ...trial.data, classNames: ['no', 'yes'] } }
        : trial,
    );
    const { markdown } = report(results, { ...named, trials: own }, matrices);
    expect(markdown).toContain('|  | \\<b\\> | a\\|b |');
    expect(markdown).toContain('|  | no | yes |');
  });

  test('leaves the matrix of many classes to the JSON', () => {
    const large = Array.from({ length: 21 }, () => Array.from({ length: 21 }, () => 1));
    const many = measuring((metrics) => ({ ...metrics, confusionMatrix: large }), {
      metrics: readMetrics(['confusionMatrix']),
    });
    const { html } = report(many.results, many.plan);
    expect(html).not.toContain('class="matrix"');
    expect(html).toContain('epochal results relu --json');
  });

  test('keeps the terminal’s lines within 80 columns, however much it is', () => {
    const all = { topK: 0.9, precision: 0.9, recall: 0.9, f1: 0.9 };
    const { results: wide } = measuring((metrics) => ({ ...metrics, ...all }), {});
    const lines = resultsTable(wide).split('\n');
    expect(lines).toContain('linear      0     0.9000          0.9000       0.9000   0.9000');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
