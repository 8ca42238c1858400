import { Curves } from '../../workflows/curves.ts';
import { studyDetails, trialDetails } from '../../workflows/details.ts';
import type { TrialProgress } from '../../workflows/messages.ts';

const STOPPED: TrialProgress = {
  variant: { activation: 'relu' },
  seed: 0,
  status: 'done',
  epoch: 3,
  epochs: 6,
  metrics: null,
  curve: '',
  test: { loss: 0.5, accuracy: 0.75 },
  earlyStop: { epoch: 3, monitor: 'validation.loss', best: { epoch: 1, value: 0.25 } },
  waiting: null,
  repairs: 0,
};

const NO_CURVES = new Curves('validation.loss');
/** A space at which no line ends: what belongs together stays on one line. */
const _ = '\u00A0';

test('a trial that stopped early says after which epoch, and why', () => {
  expect(trialDetails(STOPPED, NO_CURVES)).toContain(
    '**relu**, seed 0: done, stopped after epoch 3: validation.loss had not improved since epoch 1',
  );
});

test('a trial shows its curves beside its newest values, of training and of validation', () => {
  const curves = new Curves('validation.accuracy');
  const epochs = [0.5, 0.75, 1].map((accuracy, i) => ({
    epoch: i + 1,
    train: { loss: 1 - accuracy, accuracy },
    validation: { loss: 1, accuracy: accuracy / 2 },
  }));
  for (const epoch of epochs) curves.add(epoch);
  const { train, validation } = epochs[2]!;
  const progress = { ...STOPPED, metrics: { train, validation }, test: null };
  expect(trialDetails(progress, curves)).toContain(
    [
      '| split | loss | accuracy |',
      '| :--- | :--- | :--- |',
      `| train | \`█▅▁\`${_}0.0000 | \`▁▅█\`${_}1.0000 |`,
      `| validation | \`▄▄▄\`${_}1.0000 | \`▁▅█\`${_}0.5000 |`,
    ].join('\n'),
  );
});

test('what predicts numbers has a mean absolute error in place of accuracy', () => {
  const numbers = { loss: 4, mae: 1.5, rmse: 2 };
  const progress = { ...STOPPED, metrics: { train: { loss: 5, mae: 2 }, validation: numbers } };
  expect(trialDetails({ ...progress, test: numbers }, NO_CURVES)).toContain(
    [
      '| split | loss | mae | rmse |',
      '| :--- | :--- | :--- | :--- |',
      '| train | 5.0000 | 2.0000 |  |',
      '| validation | 4.0000 | 1.5000 | 2.0000 |',
      '| test | 4.0000 | 1.5000 | 2.0000 |',
    ].join('\n'),
  );
  const details = studyDetails({
    run: 'a@1',
    status: 'running',
    trials: [
      { ...progress, test: null },
      { ...progress, test: numbers },
    ],
  });
  expect(details).toContain(
    '| variant | seed | status | val mae | val loss | test loss | test mae | test rmse |',
  );
  expect(details).toContain('| relu | 0 | done, 3 epochs | 1.5000 | 4.0000 |  |  |  |');
});

test('a number has the digits that it has on terminals and in reports', () => {
  const numbers = { loss: 110_774.73, mae: 312.4561, rmse: 0.00001234 };
  const trial = { ...STOPPED, metrics: { train: numbers, validation: numbers }, test: numbers };
  expect(trialDetails(trial, NO_CURVES)).toContain('| test | 110,775 | 312.456 | 1.234e-5 |');
  expect(studyDetails({ run: 'a@1', status: 'running', trials: [trial] })).toContain(
    '| 312.456 | 110,775 | 110,775 | 312.456 | 1.234e-5 |',
  );
});

test('the study’s table says how many epochs a trial had that stopped early', () => {
  const details = studyDetails({ run: 'a@1', status: 'running', trials: [STOPPED] });
  expect(details).toContain('| relu | 0 | done, 3 epochs |  |  | 0.5000 | 0.7500 |');
});

test('the study’s table shows how far each trial is, its curve and its newest values', () => {
  const { earlyStop: _early, ...trial } = STOPPED;
  const running = {
    ...trial,
    status: 'running' as const,
    epoch: 17,
    epochs: 50,
    curve: '▁▃█',
    metrics: { train: { loss: 1, accuracy: 0.1 }, validation: { loss: 0.25, accuracy: 0.75 } },
    test: null,
  };
  const trials = [running, { ...running, seed: 1, status: 'pending' as const, metrics: null }];
  expect(studyDetails({ run: 'a@1', status: 'running', trials })).toBe(
    [
      '**a@1**: running',
      '',
      '| variant | seed | status | val accuracy | val loss |',
      '| :--- | :--- | :--- | :--- | :--- |',
      `| relu | 0 | epoch${_}17${_}of${_}50 | \`▁▃█\`${_}0.7500 | 0.2500 |`,
      '| relu | 1 | pending |  |  |',
      '',
      _,
    ].join('\n'),
  );
});

test('the study’s table counts what would make it too long for an address', () => {
  const trial = { ...STOPPED, curve: '▁▂▃▄▅▆▇█▁▂▃▄', metrics: null };
  const trials = Array.from({ length: 2000 }, (_unused, seed) => ({
    ...trial,
    seed,
    status: seed < 1990 ? ('done' as const) : ('running' as const),
    metrics: { train: { loss: 1 }, validation: { loss: 1, accuracy: 0.5 } },
  }));
  const details = studyDetails({ run: 'a@1', status: 'running', trials });
  expect(details).toContain(`| relu | 1999 | `);
  expect(details).toContain('And 1975 done.');
  // What most servers take of an address.
  expect(encodeURIComponent(details).length).toBeLessThan(8192);
});

test('the verdicts and a spec’s warnings stand above the study’s table', () => {
  const warnings = ['The learning rate never falls: a trial has 5 epochs.'];
  const verdicts = ['**supported**: ReLU raises test accuracy'];
  const progress = { run: 'a@1', status: 'done' as const, trials: [STOPPED], warnings, verdicts };
  expect(studyDetails(progress)).toMatch(
    /done\n\n\*\*supported\*\*: .*\n\nWarning: The learning rate never falls.*\n\n\| variant/,
  );
});
