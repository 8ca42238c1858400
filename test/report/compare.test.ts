import { compareVariants } from '../../report/compare.ts';
import { moreSeedsCommand } from '../../report/seeds.ts';
import { pendingTrial, planOf, referenceStudy, referenceTrial, study } from './fixtures.ts';

describe("the variants' table", () => {
  it('has one line a trial, with best epoch, test result and shape', () => {
    const results = referenceStudy();
    const { trials } = compareVariants(results, planOf(results));
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
  });

  it('counts a rising loss as a reversal', () => {
    const trial = referenceTrial('relu', 0, 3);
    const losses = [0.5, 0.6, 0.4];
    const epochs = trial.epochs.map((epoch, i) => ({
      ...epoch,
      train: { loss: losses[i] ?? 0, accuracy: 0.9 },
    }));
    const results = study([{ ...trial, epochs }]);
    const { shape } = compareVariants(results, planOf(results)).trials[0] ?? {};
    expect(shape?.['train.loss']!.reversals).toEqual({ count: 1, moves: 2 });
  });

  it('has no best, test or shape for a trial that has not begun', () => {
    const results = study([pendingTrial('relu')], 'running');
    const [trial] = compareVariants(results, planOf(results)).trials;
    expect(trial).toMatchObject({ best: null, test: null, epochs: 0 });
    expect(trial?.shape['validation.loss']).toEqual({ reversals: null, roughness: null });
  });
});

describe('a hypothesis', () => {
  const judge = (results: ReturnType<typeof study>) =>
    compareVariants(results, planOf(results)).hypotheses[0];

  it('is undecided with one seed, and says what was seen and which command tells more', () => {
    const judgement = judge(referenceStudy());
    expect(judgement?.verdict).toBe('undecided');
    // 0.9818 − 0.9247 = 0.0571
    expect(judgement?.reason).toContain('+5.71 percentage points');
    expect(judgement?.reason).toContain("One seed can't tell an effect from chance");
    expect(judgement?.command).toBe("epochal run relu.yaml --set 'seeds={count: 6, from: 0}'");
  });

  it('pairs treatment and baseline by seed', () => {
    const judgement = judge(referenceStudy([0, 1], 10));
    expect(judgement?.observed.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(judgement?.observed[0]?.difference).toBeCloseTo(0.9818 - 0.9247, 12);
    expect(judgement?.verdict).toBe('undecided');
    expect(judgement?.reason).toContain('with the same sign at every seed');
  });

  it('says that a trial it needs has no result yet', () => {
    const results = study([referenceTrial('linear', 0, 50), pendingTrial('relu')], 'running');
    expect(judge(results)?.reason).toBe(
      '1 of the 2 trials that it compares has no test accuracy yet.',
    );
  });

  it('says that a trial it needs diverged', () => {
    const diverged = {
      ...referenceTrial('linear', 0, 3),
      status: 'diverged' as const,
      test: null,
      diverged: { epoch: 4, step: 17, lastLoss: 812.5 },
    };
    const results = study([diverged, referenceTrial('relu', 0, 50)]);
    expect(judge(results)?.reason).toContain('1 of the 2 trials that it compares diverged');
  });

  it('pairs what differs only in a label, and not what only one of two has set', () => {
    const trial = (activation: string, more: Readonly<Record<string, number | string>>) => ({
      ...pendingTrial(activation),
      variant: { activation, ...more },
      status: 'done' as const,
      test: { loss: 1, accuracy: 0.5 },
    });
    const results = study([
      trial('linear', {}),
      trial('relu', { note: 'a' }),
      trial('linear', { 'training.batchSize': 64 }),
    ]);
    const pairs = (labels: readonly string[]): number | undefined =>
      compareVariants(results, { ...planOf(results), labels }).hypotheses[0]?.observed.length;
    expect(pairs(['note'])).toBe(1);
    expect(pairs([])).toBe(0);
    const other = study([trial('relu', {}), trial('linear', { 'training.batchSize': 64 })]);
    expect(compareVariants(other, planOf(other)).hypotheses[0]?.observed).toEqual([]);
  });

  it('pairs only what differs in nothing else when it leaves a variable open', () => {
    const trial = (activation: string, units: number, accuracy: number) => ({
      ...pendingTrial(activation),
      variant: { activation, units },
      status: 'done' as const,
      test: { loss: 1, accuracy },
    });
    const results = study([
      trial('linear', 8, 0.5),
      trial('linear', 16, 0.6),
      trial('relu', 8, 0.75),
      trial('relu', 16, 0.7),
    ]);
    const differences = judge(results)?.observed.map(({ difference }) => difference);
    // 0.75 − 0.5 and 0.7 − 0.6
    expect(differences?.map((each) => each.toFixed(2))).toEqual(['0.25', '0.10']);
  });
});

describe('the command that runs more seeds', () => {
  const plan = planOf(referenceStudy());

  it('keeps the seeds that are there', () => {
    expect(moreSeedsCommand({ ...plan, seeds: [3, 4] })).toContain('seeds={count: 6, from: 3}');
    expect(moreSeedsCommand({ ...plan, seeds: [7, 1] })).toContain('seeds=[7, 1, 0, 2, 3, 4]');
  });

  it('is none where there are six or more', () => {
    expect(moreSeedsCommand({ ...plan, seeds: [0, 1, 2, 3, 4, 5] })).toBeNull();
  });

  it('takes the file that is known, quoted for a shell', () => {
    expect(moreSeedsCommand(plan, 'specs/relu.yaml')).toContain('run specs/relu.yaml --set');
    expect(moreSeedsCommand(plan, "my study's.yaml")).toContain("run 'my study'\\''s.yaml' --set");
  });
});
