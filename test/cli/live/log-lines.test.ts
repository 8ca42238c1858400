import { LogLines } from '../../../cli/live/log-lines.ts';
import type { Results, TrialResult } from '../../../study/results.ts';
import { trialWith } from './trials.ts';

const name = { variant: { activation: 'relu' }, seed: 0 };

function results(...trials: readonly TrialResult[]): Results {
  return { study: 'relu', run: 'relu@1', status: 'running', spec: '', arithmetic: null, trials };
}

describe('a study as lines to be kept', () => {
  test('has one for each epoch, once, and one for each trial that ends', () => {
    const lines = new LogLines();
    expect(lines.of(results(trialWith(name, 'running', 1)))).toEqual([
      'relu · seed 0  epoch 1  train loss 8.0000 accuracy 0.1000  ' +
        'validation loss 8.0000 accuracy 0.1000',
    ]);
    expect(lines.of(results(trialWith(name, 'running', 1)))).toEqual([]);
    const ended = trialWith(name, 'done', 2, {
      best: { epoch: 2, metrics: { 'validation.accuracy': 0.2 } },
      test: { loss: 7.5, accuracy: 0.25 },
    });
    expect(lines.of(results(ended))).toEqual([
      expect.stringContaining('epoch 2'),
      'relu · seed 0  done  best epoch 2  test loss 7.5000 accuracy 0.2500',
    ]);
    expect(lines.of(results(ended))).toEqual([]);
  });

  test('says how trials ended that did not go to their end', () => {
    const stop = { epoch: 3, monitor: 'validation.loss' as const, best: { epoch: 1, value: 1 } };
    const lines = new LogLines().of(
      results(
        trialWith(name, 'diverged', 0, { diverged: { epoch: 1, step: 7, lastLoss: null } }),
        trialWith(name, 'failed', 0),
        trialWith(name, 'done', 0, { earlyStop: stop }),
        trialWith(name, 'pending', 0),
      ),
    );
    expect(lines).toEqual([
      'relu · seed 0  diverged in epoch 1, at batch 7',
      'relu · seed 0  failed after 0 epochs',
      'relu · seed 0  stopped after epoch 3: validation.loss had not improved since epoch 1',
    ]);
  });

  test('says what it waits for when nothing has come for five seconds, once, and that it goes on', () => {
    const lines = new LogLines();
    expect(lines.waiting(['a worker'], 0)).toEqual([]);
    expect(lines.waiting(['a worker'], 4999)).toEqual([]);
    expect(lines.waiting(['a worker'], 5000)).toEqual(['Waiting: a worker']);
    expect(lines.waiting(['a worker', 'the server'], 5001)).toEqual(['Waiting: the server']);
    lines.of(results(trialWith(name, 'running', 1)));
    expect(lines.waiting(['a worker'], 6000)).toEqual(['It goes on.']);
    expect(lines.waiting(['a worker'], 10_999)).toEqual([]);
    expect(lines.waiting(['a worker'], 11_000)).toEqual(['Waiting: a worker']);
  });
});
