import { Curves } from '../../workflows/curves.ts';

/** An epoch whose losses fall as its accuracies rise. */
const epoch = (number: number, accuracy: number) => ({
  epoch: number,
  train: { loss: 1 - accuracy, accuracy },
  validation: { loss: 2 - accuracy, accuracy: accuracy / 2 },
});

describe('a trial’s curves', () => {
  test('are a line for each metric, up to the newest epoch', () => {
    const curves = new Curves('validation.accuracy');
    for (const [i, value] of [0.1, 0.2, 0.8].entries()) curves.add(epoch(i + 1, value));
    expect(curves.text('train', 'accuracy')).toBe('▁▂█');
    expect(curves.text('validation', 'loss')).toBe('█▇▁');
    expect(curves.text('train', 'mae')).toBe('');
    expect(curves.last).toEqual(epoch(3, 0.8));
  });

  test('are as wide as a table has room for, however many epochs there are', () => {
    const curves = new Curves('validation.accuracy');
    for (let i = 1; i <= 200; i++) curves.add(epoch(i, i / 200));
    expect(curves.text('train', 'accuracy')).toHaveLength(12);
    expect(curves.thinned()).toHaveLength(12);
    expect(curves.thinned().at(-1)!.epoch).toBe(200);
  });

  test('remember the best value of what is monitored, and no NaN', () => {
    const curves = new Curves('validation.loss');
    expect(curves.best).toBeNull();
    curves.add(epoch(1, NaN));
    expect(curves.best).toBeNull();
    curves.add(epoch(2, 0.5));
    curves.add(epoch(3, 0.25));
    expect(curves.best).toBe(1.5);
  });

  test('go on from what the store has', () => {
    const curves = new Curves('validation.accuracy');
    curves.begin(20, [epoch(10, 0.5), epoch(20, 0.4)], 0.3);
    curves.add(epoch(21, 0.5));
    expect(curves.text('train', 'accuracy')).toBe('█▁█');
    expect(curves.best).toBe(0.3);
  });

  test('go back with a trial that has lost its newest epochs', () => {
    const curves = new Curves('validation.accuracy');
    curves.begin(0, [], null);
    for (const [i, value] of [0.1, 0.2, 0.8].entries()) curves.add(epoch(i + 1, value));
    curves.begin(2, [], 0.1);
    expect(curves.text('train', 'accuracy')).toBe('▁█');
    expect(curves.best).toBe(0.1);
  });
});
