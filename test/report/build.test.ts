import { buildReport } from '../../report/build.ts';
import type { Report } from '../../report/build.ts';
import { compareVariants } from '../../report/compare.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results } from '../../study/results.ts';
import { readLayer } from '../../study/layers.ts';
import {
  ENGINES,
  EVIDENCE,
  FINGERPRINT,
  pendingTrial,
  planOf,
  referenceStudy,
  referenceTrial,
  study,
} from './fixtures.ts';

const NAMES = ['accuracy', 'loss', 'test-accuracy', 'test-loss', 'difference-1'];
const CHARTS = Object.fromEntries(NAMES.map((name) => [name, { svg: '<svg id="a"></svg>' }]));

function report(
  results: Results,
  plan: Plan = planOf(results),
  repaired: readonly string[] = [],
): Report {
  const engines = results.arithmetic === null ? {} : ENGINES;
  const comparison = compareVariants(results, plan, EVIDENCE);
  return buildReport({ results, comparison, plan, engines, charts: CHARTS, repaired, outputs: [] });
}

describe('the report', () => {
  const { html, markdown } = report(referenceStudy());

  it.each([
    ['page', html],
    ['Markdown', markdown],
  ])('answers first, and shows what it rests on: the %s', (_, text) => {
    const order = [
      'What does ReLU do to the accuracy and loss',
      'Undecided',
      'Curves',
      'Hypothesis',
      'Best epochs and their tests',
      'Shape of the curves',
      'What one seed can and can',
      'Was the question asked first?',
      'What was computed, and with what',
    ].map((words) => text.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    // Shape and results of the reference.
    for (const figure of ['17 of 49', '3 of 49', '0.00124', '0.00026', '92.47%', '98.18%']) {
      expect(text).toContain(figure);
    }
    expect(text).toContain('+5.71 percentage points, 1 seed');
    expect(text).toContain(FINGERPRINT);
    expect(text).toContain('TensorFlow 2.18.0');
    expect(text).toContain(`sha256:${'5a'.repeat(32)}`);
    expect(text).toContain(referenceStudy().trials[1]?.epochs[41]?.checkpoint);
    expect(text).toContain('learningRate: 0.15');
  });

  it('says what differs from seed to seed, and what is held fixed', () => {
    const one = referenceStudy();
    const text = report(one, { ...planOf(one), vary: ['init'] }).markdown;
    expect(text).toContain('Another seed starts from other weights, and each of these moves');
    const two = referenceStudy([0, 1], 10);
    expect(report(two, { ...planOf(two), vary: ['init'] }).markdown).toContain(
      'from seed to seed, with the split and the order of the samples of seed 0 for all of them,',
    );
    expect(report(two).markdown).not.toContain('for all of them');
  });

  it('says how to run it again, in one command', () => {
    expect(markdown).toContain('```sh\nepochal run relu.yaml\n```');
  });

  it('is the same bytes for the same inputs', () => {
    expect(report(referenceStudy())).toEqual({ html, markdown });
  });

  it('says nothing of disturbances when there were none', () => {
    expect(markdown).not.toContain('What happened on the way');
  });

  it('names what the store had lost', () => {
    const lost = [`artifact sha256:${'ab'.repeat(32)}`, `record sha256:${'cd'.repeat(32)}`];
    const { html: page, markdown: text } = report(referenceStudy(), undefined, lost);
    for (const output of [page, text]) {
      expect(output).toContain('What happened on the way');
      expect(output).toContain('2 things of the store had been lost or damaged.');
      for (const object of lost) expect(output).toContain(object);
      expect(output.indexOf('computed again, to the same digests')).toBeLessThan(
        output.indexOf('Curves'),
      );
    }
  });

  it('names the trials whose states were lost where the conclusion is drawn', () => {
    const state = referenceStudy().trials[1]!.epochs[3]!.checkpoint;
    const text = report(referenceStudy(), undefined, [`artifact ${state}`]).markdown;
    expect(text).toContain(
      'One thing of the store had been lost or damaged, of relu · seed 0: computed',
    );
  });

  it('names the epochs from which a trial was computed with another arithmetic', () => {
    const [linear, relu] = referenceStudy().trials;
    const crossings = [{ epoch: 13, from: 'aa'.repeat(32), to: FINGERPRINT }];
    const { html: page, markdown: text } = report(study([linear!, { ...relu!, crossings }]));
    for (const output of [page, text]) {
      expect(output).toContain('Not all of it was computed with one arithmetic');
      expect(output).toContain('relu · seed 0');
      expect(output).toContain('from epoch 13 on with');
      expect(output).toContain('aaaaaaaaaaaa');
    }
  });

  it('names the command that runs more seeds', () => {
    expect(markdown).toContain(
      "epochal run relu.yaml --set study=relu-6-seeds --set 'seeds={count: 6, from: 0}'",
    );
    // Five more seeds of two variants.
    expect(markdown).toContain('6 seeds need 10 more trials; what seed 0 computed is reused.');
  });

  it('keeps the ids of its two pictures apart', () => {
    expect(html).toContain('<svg aria-hidden="true" id="accuracy-a">');
    expect(html).toContain('<svg aria-hidden="true" id="loss-a">');
  });

  it('refers to the picture files from Markdown', () => {
    expect(markdown).toContain('](accuracy.png)');
    expect(markdown).toContain('](loss.png)');
  });

  it('says what the variants share only where they do', () => {
    expect(markdown).toContain('start from the same weights');
    const plan = planOf(referenceStudy());
    const trials = plan.trials.map((trial, i) => ({
      ...trial,
      training: {
        ...trial.training,
        layers: [{ type: 'flatten' as const }, { type: 'dense' as const, units: 10 + i }],
      },
    }));
    const other = report(referenceStudy(), { ...plan, trials }).markdown;
    expect(other).not.toContain('start from the same weights');
    expect(other).toContain('use the same split');
  });

  it('knows that another pooling means other weights after it, and another penalty none', () => {
    const plan = planOf(referenceStudy());
    const reportOf = (layersOf: (i: number) => readonly (string | Record<string, unknown>)[]) => {
      const trials = plan.trials.map((trial, i) => ({
        ...trial,
        training: { ...trial.training, layers: layersOf(i).map(readLayer) },
      }));
      return report(referenceStudy(), { ...plan, trials }).markdown;
    };
    const dense = { dense: { units: 10 } };
    const pooled = reportOf((i) => [{ maxPool2d: { poolSize: 2 + i } }, 'flatten', dense]);
    expect(pooled).not.toContain('start from the same weights');
    const penalised = reportOf((i) => ['flatten', { dense: { units: 10, l2: i / 100 } }]);
    expect(penalised).toContain('start from the same weights');
  });

  it('has no words about hypotheses where the study states none', () => {
    const plan = { ...planOf(referenceStudy()), hypotheses: [] };
    const other = report(referenceStudy(), plan).markdown;
    expect(other).not.toMatch(/## hypothes|undecided/i);
    expect(other).toContain('What was seen.');
  });
});

describe('the report of a study that is not done', () => {
  const half = [
    referenceTrial('linear', 0, 50),
    { ...referenceTrial('relu', 0, 12), status: 'running' as const, test: null },
  ];

  it.each([
    ['running', 'The study is still running.'],
    ['waiting', 'The study waits for a worker that can go on with it.'],
    ['paused', 'The study is paused.'],
    ['failed', 'The study failed before its end.'],
    ['stopped', 'The study was stopped before its end.'],
  ] as const)('says so first: %s', (status, sentence) => {
    const { html, markdown } = report(study(half, status));
    // 50 + 12 of 2 × 50.
    expect(markdown).toContain(`> **${sentence}** 62 of 100 epochs are done.`);
    expect(html).toContain(sentence);
    expect(markdown).toContain('1 of the 2 trials that it compares has no test accuracy yet.');
  });

  it('shows an empty study without curves', () => {
    const { html, markdown } = report(
      study([pendingTrial('linear'), pendingTrial('relu')], 'running'),
    );
    expect(markdown).toContain('No epoch of 100 has finished');
    expect(markdown).toContain('The curves appear with the first finished epoch.');
    expect(html).not.toContain('<svg');
    expect(markdown).not.toContain('accuracy.png');
  });

  it('says where a trial diverged, and that it is a result', () => {
    const diverged = {
      ...referenceTrial('linear', 0, 3),
      status: 'diverged' as const,
      test: null,
      diverged: { epoch: 4, step: 17, lastLoss: 812.5 },
    };
    const { markdown } = report(study([diverged, referenceTrial('relu', 0, 50)]));
    expect(markdown).toContain('**linear diverged at seed 0.** In epoch 4, batch 17,');
    expect(markdown).toContain('The last finite loss was 812.5.');
  });

  it('leaves the shape out of a study of one epoch', () => {
    const results = referenceStudy([0], 1);
    expect(report(results, planOf(results, 1)).markdown).not.toContain('Shape of the curves');
  });
});

describe('the report of a study without a test step', () => {
  const untested = (results: Results): Report => {
    const trials = results.trials.map((trial) => ({ ...trial, test: null }));
    return report({ ...results, trials }, { ...planOf(results), steps: [], hypotheses: [] });
  };
  const { html, markdown } = untested(referenceStudy([0, 1], 10));

  it('speaks of no test that was or will be', () => {
    expect(`${html}${markdown}`).not.toMatch(/no test result|tested once|for the test|their tests/);
    expect(markdown).toContain('The ring marks the best epoch. Training figures');
    expect(markdown).toContain('## Best epochs\n');
    expect(markdown).toContain('No model is tested: the study has no test step.');
    const header = '| Best epoch | Validation accuracy | Validation loss |';
    expect(markdown).toContain(`${header}\n`);
  });

  it('shows how good the best epochs were instead', () => {
    const best = referenceStudy([0, 1], 10)
      .trials.slice(2)
      .map(({ best: at }) => at!.metrics);
    const [a, b] = best.map((metrics) => 100 * metrics['validation.accuracy']!);
    const figure = `<p class="figure">${((a! + b!) / 2).toFixed(2)}%</p>`;
    expect(html).toContain(`${figure}<p>best validation accuracy, mean of 2 seeds</p>`);
  });

  it('has no figure for what diverged, and none yet for what has not begun', () => {
    const diverged = {
      ...referenceTrial('linear', 0, 3),
      status: 'diverged' as const,
      diverged: { epoch: 4, step: 17, lastLoss: 812.5 },
    };
    const other = untested(study([diverged, pendingTrial('relu')], 'running'));
    expect(other.html).toContain('<p class="figure">–</p><p>diverged</p>');
    expect(other.html).toContain('<p class="figure">–</p><p>no epoch yet</p>');
    expect(other.markdown).not.toContain('It has no test result.');
  });
});

describe('hostile text', () => {
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>|\`a\`\n# b`;
  const trial = { ...referenceTrial('relu', 0, 3), variant: { activation: hostile } };
  const results = { ...study([trial]), study: hostile, run: hostile };
  const plan = { ...planOf(results), question: hostile };
  const [hypothesis] = plan.hypotheses;
  const { html, markdown } = report(results, {
    ...plan,
    hypotheses: hypothesis === undefined ? [] : [{ ...hypothesis, claim: hostile }],
  });

  it('stays text in the page', () => {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html).toContain('&#60;script&#62;');
  });

  it('stays text in Markdown, and in its cell of the table', () => {
    const outsideCode = markdown
      .replaceAll(/(`{3,})[^`][\s\S]*?\1/g, '')
      .replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outsideCode).not.toMatch(/(?<!\\)<(script|img)/);
    expect(outsideCode).not.toMatch(/^# b/m);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    const columns = rows.map((row) => row.replaceAll('\\|', '').split('|').length - 2);
    expect(columns.filter((count) => ![9, 6, 5].includes(count))).toEqual([]);
  });

  it.each([
    ['1. ReLU', String.raw`1\. ReLU`],
    ['+ ReLU', String.raw`\+ ReLU`],
    ['- ReLU', String.raw`\- ReLU`],
  ])('begins no list in Markdown: %s', (label, escaped) => {
    const stopped = {
      ...{ ...referenceTrial('relu', 0, 3), variant: { activation: label } },
      earlyStop: { epoch: 3, monitor: 'validation.accuracy', best: { epoch: 2, value: 0.5 } },
    } as const;
    const text = report(study([stopped])).markdown;
    expect(text).toContain(`\n- ${escaped}, seed 0: stopped after epoch 3`);
  });

  it('mentions nobody on GitHub', () => {
    const given = planOf(referenceStudy());
    const hypotheses = [{ ...given.hypotheses[0]!, claim: '@octocat is right about #7' }];
    const text = report(referenceStudy(), { ...given, hypotheses }).markdown;
    const source = /```yaml[\s\S]*?```/g;
    expect(text.replaceAll(source, '')).not.toMatch(/@octocat|#7/);
    expect(text).toContain('Undecided: @&#8203;octocat is right about \\#&#8203;7.');
  });

  it('is allowed neither scripts nor anything from outside, should it ever get through', () => {
    expect(html).toContain('default-src &#39;none&#39;');
  });
});
