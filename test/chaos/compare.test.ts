import { differencesOf, unnamed } from '../../chaos/compare.ts';
import { digest, undisturbed, withTrial } from './outcomes.ts';

describe('a disturbed run', () => {
  test('that came to the same has no differences', () => {
    expect(differencesOf(undisturbed(), undisturbed())).toEqual([]);
  });

  test('with another checkpoint is told with both digests', () => {
    const other = digest('another state');
    const disturbed = withTrial(undisturbed(), 1, ({ epochs }) => ({
      epochs: epochs.map((each) => (each.epoch === 2 ? { ...each, checkpoint: other } : each)),
    }));
    expect(differencesOf(undisturbed(), disturbed)).toEqual([
      `relu · seed 1: epoch 2 has the checkpoint ${other} instead of ${digest('state 1 2')}`,
    ]);
  });

  test('that lacks its last epoch is told which', () => {
    const disturbed = withTrial(undisturbed(), 0, ({ epochs }) => ({ epochs: epochs.slice(0, 2) }));
    expect(differencesOf(undisturbed(), disturbed)).toEqual(['relu · seed 0: missing epochs: 3']);
  });

  test('with a gap, or an epoch twice, is told how often each is there', () => {
    const gap = withTrial(undisturbed(), 0, ({ epochs }) => ({
      epochs: epochs.filter(({ epoch }) => epoch !== 2),
    }));
    expect(differencesOf(undisturbed(), gap)).toEqual([
      'relu · seed 0: epoch 2 is there 0 times',
      'relu · seed 0: missing epochs: 2',
    ]);
    const twice = withTrial(undisturbed(), 0, ({ epochs }) => ({
      epochs: [...epochs, epochs[1]!],
    }));
    expect(differencesOf(undisturbed(), twice)).toEqual([
      'relu · seed 0: epoch 2 is there 2 times',
    ]);
  });

  test('with an epoch too many is told', () => {
    const disturbed = withTrial(undisturbed(), 0, ({ epochs }) => ({
      epochs: [...epochs, { ...epochs[2]!, epoch: 4 }],
    }));
    expect(differencesOf(undisturbed(), disturbed)).toEqual([
      'relu · seed 0: epoch 4 is there, and should not be',
    ]);
  });

  test('whose trial ended otherwise is told how', () => {
    const disturbed = withTrial(undisturbed(), 1, () => ({ status: 'failed' }));
    expect(differencesOf(undisturbed(), disturbed)).toEqual([
      'relu · seed 1: failed instead of done',
    ]);
  });

  test('without a trial is told', () => {
    const whole = undisturbed();
    const results = { ...whole.results, trials: whole.results.trials.slice(1) };
    expect(differencesOf(whole, { ...whole, results })).toEqual(['1 trials instead of 2']);
  });

  test('that differs in one digit anywhere is told where', () => {
    const disturbed = withTrial(undisturbed(), 1, () => ({ test: { loss: 0.3, accuracy: 0.91 } }));
    const [difference, ...more] = differencesOf(undisturbed(), disturbed);
    expect(difference).toMatch(/^the results differ in their bytes: .*0\.91.* instead of .*0\.9/);
    expect(more).toEqual([]);
  });

  test('whose store has a checkpoint with other bytes, or lacks one, is told which', () => {
    const whole = undisturbed();
    const bytes = new Map([
      ...whole.bytes,
      [digest('state 0 1'), digest('something')],
      [digest('state 0 2'), null],
    ]);
    expect(differencesOf(whole, { ...whole, bytes })).toEqual([
      `the checkpoint ${digest('state 0 1')} has bytes of ${digest('something')}`,
      `the checkpoint ${digest('state 0 2')} is not in the store`,
    ]);
  });
});

describe('a corruption', () => {
  const damage = [
    {
      time: '2026-01-01T00:00:00Z',
      object: `artifact ${digest('a')}`,
      problem: 'damaged' as const,
    },
  ];

  test('that provenance does not name is a difference', () => {
    const { provenance } = undisturbed();
    const named = `artifact ${digest('a')}`;
    const silent = `record ${digest('a')}`;
    expect(unnamed([named, silent], { ...provenance, damage })).toEqual([
      `provenance does not name the damaged ${silent}`,
    ]);
  });
});
