import { compareVariants } from '../../report/compare.ts';
import { moreSeeds } from '../../report/seeds.ts';
import {
  EVIDENCE,
  pendingTrial,
  planOf,
  referenceStudy,
  referenceTrial,
  study,
} from './fixtures.ts';

describe("the variants' table", () => {
  it('has one line a trial, with best epoch, test result and shape', () => {
    const results = referenceStudy();
    const { trials } = compareVariants(results, planOf(results), EVIDENCE);
    expect(trials.map(({ label, seed, epochs }) => [label, seed, epochs])).toEqual([
      ['linear', 0, 50],
      ['relu', 0, 50],
    ]);
    // PyTorch's own best epochs and test results, as its script wrote them down.
    expect(trials[0]?.best).toMatchObject({
      epoch: 16,
      monitor: 'validation.accuracy',
      value: 0.9227,
    });
    expect(trials[1]?.best).toMatchObject({ epoch: 42, value: 0.9814 });
    expect(trials.map(({ test }) => test?.accuracy)).toEqual([0.9247, 0.9818]);
    expect(trials[0]?.shape['train.accuracy']!.reversals).toEqual({ count: 17, moves: 49 });
    expect(trials[1]?.shape['train.accuracy']!.roughness).toBeCloseTo(0.00026, 5);
    expect(trials[0]?.shape['train.accuracy']!.roughness).toBeCloseTo(0.00124, 5);
  });

  it('counts a rising loss as a reversal', () => {
    const trial = referenceTrial('relu', 0, 3);
    const losses = [0.5, 0.6, 0.4];
    const epochs = trial.epochs.map((epoch, i) => ({
      ...epoch,
      train: { loss: losses[i] ?? 0, accuracy: 0.9 },
    }));
    const results = study([{ ...trial, epochs }]);
    const { shape } = compareVariants(results, planOf(results), EVIDENCE).trials[0] ?? {};
    expect(shape?.['train.loss']!.reversals).toEqual({ count: 1, moves: 2 });
  });

  it.each(['reversals', 'wrongWayShare', 'roughness', 'logitRoughness'] as const)(
    'has the %s that a verdict compares',
    (measure) => {
      const results = referenceStudy();
      const plan = planOf(results);
      const metric = `shape.validation.accuracy.${measure}` as const;
      const hypotheses = [{ ...plan.hypotheses[0]!, metric }];
      const { trials, verdicts } = compareVariants(results, { ...plan, hypotheses }, EVIDENCE);
      const shown = trials.map(({ shape }) => {
        const value = shape['validation.accuracy']![measure]!;
        return typeof value === 'object' ? value.count : value;
      });
      const [{ baseline, treatment } = { baseline: NaN, treatment: NaN }] = verdicts[0]!.seeds;
      expect(shown.every(Number.isFinite)).toBe(true);
      expect([baseline, treatment]).toEqual(shown);
    },
  );

  it('has no best, test or shape for a trial that has not begun', () => {
    const results = study([pendingTrial('relu')], 'running');
    const [trial] = compareVariants(results, planOf(results), EVIDENCE).trials;
    expect(trial).toMatchObject({ best: null, test: null, epochs: 0 });
    expect(trial?.shape['validation.loss']).toEqual({
      reversals: null,
      wrongWayShare: null,
      roughness: null,
    });
  });
});

describe('the command that runs more seeds', () => {
  const plan = planOf(referenceStudy());

  it('keeps the seeds that are there', () => {
    expect(moreSeeds({ ...plan, seeds: [3, 4] })?.command).toContain('seeds={count: 6, from: 3}');
    expect(moreSeeds({ ...plan, seeds: [7, 1] })?.command).toContain('seeds=[7, 1, 0, 2, 3, 4]');
  });

  it('has a name of its own, as many seeds as the tests need, and says how many trials those are', () => {
    expect(moreSeeds(plan)?.command).toBe(
      "epochal run relu.yaml --set study=relu-6-seeds --set 'seeds={count: 6, from: 0}'",
    );
    expect(moreSeeds(plan)?.trials).toBe(10);
    // 2/2⁷ is the first two-sided p below 0.05/3.
    const [hypothesis] = plan.hypotheses;
    const asked = { ...hypothesis!, test: 'signFlip' as const, expect: 'different' as const };
    expect(moreSeeds({ ...plan, hypotheses: [asked, asked, asked] })?.seeds).toHaveLength(7);
  });

  it('is none where there are six or more', () => {
    expect(moreSeeds({ ...plan, seeds: [0, 1, 2, 3, 4, 5] })).toBeNull();
  });

  it('keeps what the run was started with, but for name and seeds', () => {
    const from = { file: 'relu.yaml', overrides: ['training.epochs=3', 'seeds=[0]', 'study=x'] };
    expect(moreSeeds(plan, from)?.command).toBe(
      "epochal run relu.yaml --set 'training.epochs=3' --set study=relu-6-seeds --set 'seeds={count: 6, from: 0}'",
    );
  });

  it('takes the file that is known, quoted for a shell', () => {
    expect(moreSeeds(plan, { file: 'specs/relu.yaml', overrides: [] })?.command).toContain(
      'run specs/relu.yaml --set',
    );
    expect(moreSeeds(plan, { file: "my study's.yaml", overrides: [] })?.command).toContain(
      "run 'my study'\\''s.yaml' --set",
    );
  });
});
