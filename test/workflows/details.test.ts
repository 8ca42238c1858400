import { studyDetails, trialDetails } from '../../workflows/details.ts';
import type { TrialProgress } from '../../workflows/messages.ts';

const STOPPED: TrialProgress = {
  variant: { activation: 'relu' },
  seed: 0,
  status: 'done',
  epoch: 3,
  epochs: 6,
  metrics: null,
  test: { loss: 0.5, accuracy: 0.75 },
  earlyStop: { epoch: 3, monitor: 'validation.loss', best: { epoch: 1, value: 0.25 } },
  waiting: null,
  repairs: 0,
};

test('a trial that stopped early says after which epoch, and why', () => {
  expect(trialDetails(STOPPED)).toContain(
    '**relu**, seed 0: done, stopped after epoch 3: validation.loss had not improved since epoch 1',
  );
});

test('what predicts numbers has a mean absolute error in place of accuracy', () => {
  const numbers = { loss: 4, mae: 1.5, rmse: 2 };
  const progress = { ...STOPPED, metrics: { train: { loss: 5, mae: 2 }, validation: numbers } };
  expect(trialDetails({ ...progress, test: numbers })).toContain(
    [
      '| split | loss | mae | rmse |',
      '| :--- | ---: | ---: | ---: |',
      '| train | 5.0000 | 2.0000 |  |',
      '| validation | 4.0000 | 1.5000 | 2.0000 |',
      '| test | 4.0000 | 1.5000 | 2.0000 |',
    ].join('\n'),
  );
  const details = studyDetails({
    run: 'a@1',
    status: 'running',
    trials: [progress, { ...progress, test: numbers }].map((trial, i) =>
      i === 0 ? { ...trial, test: null } : trial,
    ),
  });
  expect(details).toContain('| variant | seed | status | test loss | test mae | test rmse |');
  expect(details).toContain('| relu | 0 | done, 3 epochs |  |  |  |');
});

test('the study’s table says how many epochs a trial had that stopped early', () => {
  const details = studyDetails({ run: 'a@1', status: 'running', trials: [STOPPED] });
  expect(details).toContain('| relu | 0 | done, 3 epochs | 0.5000 | 0.7500 |');
});

test('a spec’s warnings stand above the study’s table', () => {
  const warnings = ['The learning rate never falls: a trial has 5 epochs.'];
  const details = studyDetails({ run: 'a@1', status: 'running', trials: [STOPPED], warnings });
  expect(details).toMatch(/running\n\nWarning: The learning rate never falls.*\n\n\| variant/);
});
