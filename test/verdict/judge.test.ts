import { judge } from '../../verdict/judge.ts';
import type { Evidence } from '../../verdict/judge.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results, TrialResult } from '../../study/results.ts';
import type { Hypothesis, MatrixValue } from '../../study/spec.ts';
import { EVIDENCE, pendingTrial, planOf, referenceStudy, study } from '../report/fixtures.ts';

/** A trial that has been tested. */
function tested(
  activation: string,
  seed: number,
  accuracy: number,
  more: Readonly<Record<string, MatrixValue>> = {},
): TrialResult {
  return {
    ...pendingTrial(activation, seed),
    variant: { activation, ...more },
    status: 'done',
    test: { loss: 1 - accuracy, accuracy },
  };
}

/** A study of linear and relu whose test accuracies differ so at each seed. */
function withDifferences(differences: readonly number[]): Results {
  return study(
    ['linear', 'relu'].flatMap((activation) =>
      differences.map((d, seed) => tested(activation, seed, activation === 'relu' ? 0.5 + d : 0.5)),
    ),
  );
}

function asking(plan: Plan, ...changes: readonly Partial<Hypothesis>[]): Plan {
  const [hypothesis] = plan.hypotheses;
  const { minEffect: _none, ...base } = hypothesis!;
  return { ...plan, hypotheses: changes.map((change) => ({ ...base, ...change })) };
}

function judged(
  results: Results,
  change: Partial<Hypothesis> = {},
  more: { readonly evidence?: Evidence; readonly plan?: Partial<Plan> } = {},
): Verdict {
  const plan = { ...asking(planOf(results), change), ...more.plan };
  return judge(results, plan, more.evidence ?? EVIDENCE)[0]!;
}

describe('a verdict', () => {
  const clear = withDifferences([2 / 64, 4 / 64, 3 / 64, 3 / 64]);

  it('supports a difference that chance does not explain', () => {
    const verdict = judged(clear);
    expect(verdict).toMatchObject({ verdict: 'supported', n: 4, effect: 3 / 64 });
    // scipy.stats.ttest_1samp([2, 4, 3, 3], 0, alternative='greater').pvalue
    expect(verdict.p).toBeCloseTo(0.0026039295, 9);
    expect(verdict.pHolm).toBe(verdict.p);
    // scipy.stats.t.interval(0.95, 3, 3, √(2/3) / 2), in 64ths
    expect(verdict.interval![0]).toBeCloseTo(1.7007717379 / 64, 9);
    expect(verdict.interval![1]).toBeCloseTo(4.2992282621 / 64, 9);
    expect(verdict.reason).toMatch(/^Over 4 seeds the mean difference in test accuracy is \+4\.69/);
    expect(verdict.reason).toContain('p = 0.0026; alpha is 0.05.');
  });

  it('refutes what is shown to be the other way round', () => {
    expect(judged(clear, { expect: 'less' })).toMatchObject({ verdict: 'refuted' });
    expect(judged(clear, { minEffect: 0.2 })).toMatchObject({ verdict: 'refuted' });
  });

  it('is undecided where neither is shown, and says p of both', () => {
    const verdict = judged(withDifferences([2 / 64, -1 / 64, 3 / 64, -2 / 64]));
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.reason).toMatch(
      /That shows neither what is claimed \(p = 0\.\d+\) nor the opposite/,
    );
  });

  it('says of the opposite of a difference only what can be shown', () => {
    const verdict = judged(withDifferences([2 / 64, -1 / 64, 3 / 64, -2 / 64]), {
      expect: 'different',
    });
    expect(verdict).toMatchObject({ verdict: 'undecided', pRefuted: null });
    expect(verdict.reason).toMatch(
      /That does not show what is claimed \(p = 0\.\d+\); alpha is 0\.05\./,
    );
  });

  it('holds two results for equivalent that differ by less than matters', () => {
    const close = withDifferences([1 / 256, -1 / 256, 0, 0, 1 / 256, -1 / 256]);
    expect(judged(close, { expect: 'equivalent', minEffect: 0.05 }).verdict).toBe('supported');
    expect(judged(clear, { expect: 'equivalent', minEffect: 0.01 }).verdict).toBe('refuted');
    expect(judged(close, { expect: 'different', minEffect: 0.05 }).verdict).toBe('refuted');
  });

  it('takes the sign-flip test where the difference is the same at every seed, and says so', () => {
    const verdict = judged(withDifferences([0.125, 0.125, 0.125, 0.125, 0.125]));
    // One of 2⁵ ways to set the signs.
    expect(verdict).toMatchObject({ p: 1 / 32, test: 'signFlip', verdict: 'supported' });
    expect(verdict.standardised).toBeNull();
    expect(verdict.reason).toContain('p is that of the sign-flip test');
  });

  it('says how many seeds its test needs where these can show nothing', () => {
    const verdict = judged(withDifferences([2 / 64, 4 / 64, 3 / 64]), { test: 'signFlip' });
    expect(verdict).toMatchObject({ verdict: 'undecided', p: 1 / 8 });
    expect(verdict.reason).toContain(
      'With 3 seeds this test gives no p below 0.13, too much for all hypotheses together: to support ' +
        'it takes at least 5 seeds.',
    );
  });

  it('is corrected by Holm for all of the study’s hypotheses', () => {
    const plan = asking(planOf(clear), {}, { minEffect: 0.5 }, { expect: 'less' });
    const [first] = judge(clear, plan, EVIDENCE);
    expect(first!.pHolm).toBeCloseTo(3 * first!.p!, 12);
    expect(first!.reason).toContain('with Holm’s correction 0.0078');
  });

  it('is stricter with a smaller alpha, whose interval is wider', () => {
    const verdict = judged(clear, {}, { plan: { alpha: 0.001 } });
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.reason).toContain('99.9% interval');
    expect(verdict.interval![0]).toBeLessThan(judged(clear).interval![0]);
  });
});

describe('one seed', () => {
  it('leaves a claim undecided, whatever the test, and says what was seen', () => {
    for (const test of ['pairedT', 'signFlip', 'wilcoxon'] as const) {
      const verdict = judged(referenceStudy(), { test, minEffect: 0.01 });
      expect(verdict).toMatchObject({ verdict: 'undecided', n: 1, p: null, interval: null });
      // 0.9818 − 0.9247 = 0.0571
      expect(verdict.reason).toContain('+5.71 percentage points');
      expect(verdict.reason).toContain("One seed can't tell an effect from chance");
    }
  });
});

describe('rounding', () => {
  it('makes no two differences differ that are equal, however small beside the metric', () => {
    // One sample more of 100,000 at each of three seeds.
    const results = study(
      ['linear', 'relu'].flatMap((activation) =>
        [0.98123, 0.97456, 0.98771].map((value, seed) =>
          tested(activation, seed, activation === 'relu' ? value + 1e-5 : value),
        ),
      ),
    );
    expect(judged(results)).toMatchObject({ p: 1 / 8, test: 'signFlip', verdict: 'undecided' });
  });

  it('is no difference', () => {
    const results = study(
      [0, 1, 2, 3, 4].flatMap((seed) => [
        tested('linear', seed, 0.1, { units: 8 }),
        tested('linear', seed, 0.2, { units: 16 }),
        tested('relu', seed, 0.15, { units: 8 }),
        tested('relu', seed, 0.15, { units: 16 }),
      ]),
    );
    expect(judged(results).verdict).toBe('undecided');
  });
});

describe('a variant without a variable that others have', () => {
  it('is compared as it is, and not with itself', () => {
    const trials = [0, 1].flatMap((seed) => [
      { ...tested('linear', seed, 0.5), variant: { size: 64 } },
      { ...tested('linear', seed, 0.75), variant: { size: 64, epochs: 3 } },
    ]);
    const verdict = judged(study(trials), {
      treatment: { size: 64, epochs: 3 },
      baseline: { size: 64 },
      variables: ['size', 'epochs'],
    });
    expect(verdict.seeds.map(({ difference }) => difference)).toEqual([0.25, 0.25]);
  });
});

describe('pairs', () => {
  it('are made by seed', () => {
    const { seeds } = judged(referenceStudy([0, 1], 10));
    expect(seeds.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(seeds[0]?.difference).toBeCloseTo(0.9818 - 0.9247, 12);
  });

  it('ignore what is only a label, and lack a partner where only one side has a variable', () => {
    const results = study([
      tested('linear', 0, 0.5),
      tested('relu', 0, 0.5, { note: 'a' }),
      tested('linear', 0, 0.5, { 'training.batchSize': 64 }),
    ]);
    const pairs = (labels: readonly string[]): number =>
      judged(results, {}, { plan: { labels } }).seeds.length;
    expect(pairs(['note'])).toBe(1);
    expect(pairs([])).toBe(0);
    expect(judged(results).reason).toContain('nothing can be compared');
  });

  it('are averaged over the variables that the hypothesis leaves open', () => {
    const results = study([
      tested('linear', 0, 0.5, { units: 8 }),
      tested('linear', 0, 0.625, { units: 16 }),
      tested('relu', 0, 0.75, { units: 8 }),
      tested('relu', 0, 0.75, { units: 16 }),
    ]);
    // (0.25 + 0.125) / 2
    expect(judged(results).seeds).toEqual([
      { seed: 0, treatment: 0.75, baseline: 0.5625, difference: 0.1875 },
    ]);
  });
});

describe('a trial without the number that is compared', () => {
  const whole = withDifferences([2 / 64, 4 / 64, 3 / 64, 3 / 64]);
  const without = (change: Partial<TrialResult>): Results => ({
    ...whole,
    trials: whole.trials.map((trial, i) => (i === 7 ? { ...trial, test: null, ...change } : trial)),
  });
  const diverged = without({
    status: 'diverged',
    diverged: { epoch: 4, step: 17, lastLoss: 812.5 },
  });

  it('leaves the claim undecided, untested, and is named', () => {
    const verdict = judged(diverged);
    expect(verdict).toMatchObject({ verdict: 'undecided', p: null, n: 3 });
    expect(verdict.reason).toContain('1 of the 8 trials that it compares diverged');
    expect(verdict.notes).toEqual(['relu · seed 3 diverged in epoch 4.']);
    expect(judged(without({ status: 'failed' })).reason).toContain(
      '1 of the 8 trials that it compares failed',
    );
    expect(judged(without({ status: 'running' })).reason).toBe(
      '1 of the 8 trials that it compares has no test accuracy yet.',
    );
  });

  it('counts with the worst value of the compared trials where the hypothesis says so', () => {
    const verdict = judged(diverged, { onFailure: 'worst' });
    // The worst accuracy is linear's 0.5, so that seed 3 has no difference left.
    expect(verdict.seeds.at(-1)).toEqual({ seed: 3, treatment: 0.5, baseline: 0.5, difference: 0 });
    expect(verdict).toMatchObject({ n: 4, effect: 9 / 64 / 4 });
    expect(verdict.notes[0]).toContain('It counts with the worst value of the compared trials.');
    // Of a loss the worst is the highest.
    const loss = judged(diverged, { metric: 'test.loss', onFailure: 'worst' });
    expect(loss.seeds.at(-1)).toMatchObject({ treatment: 0.5, baseline: 0.5 });
    // Nothing is known of a side that has no value at all.
    const all = {
      ...whole,
      trials: whole.trials.map((trial, i) =>
        i < 4 ? trial : { ...trial, test: null, status: 'failed' as const },
      ),
    };
    expect(judged(all, { onFailure: 'worst' })).toMatchObject({ verdict: 'undecided', p: null });
    // One that may still come is waited for.
    expect(judged(without({ status: 'running' }), { onFailure: 'worst' }).p).toBeNull();
  });
});

describe('what is compared', () => {
  const curve = (activation: string, seed: number, values: readonly number[]): TrialResult => ({
    ...pendingTrial(activation, seed),
    status: 'done',
    epochs: values.map((accuracy, i) => ({
      epoch: i + 1,
      train: { loss: 1, accuracy },
      validation: { loss: 1, accuracy },
      checkpoint: 'c',
      commit: 'e',
    })),
    best: { epoch: 2, metrics: { 'validation.accuracy': 0.75 } },
  });
  const results = study([
    curve('linear', 0, [0, 0, 0, 0, 0]),
    curve('relu', 0, [0.5, 0.75, 0.25, 0.5, 0.375]),
  ]);
  const valueOf = (change: Partial<Hypothesis>): number | null => judged(results, change).effect;
  const metric = 'validation.accuracy';

  it('is a metric at the epoch that `at` names, of a curve the last', () => {
    expect(valueOf({ metric })).toBe(0.375);
    expect(valueOf({ metric, at: 'best' })).toBe(0.75);
    expect(valueOf({ metric, at: { epoch: 3 } })).toBe(0.25);
    // (0.25 + 0.5 + 0.375) / 3
    expect(valueOf({ metric, at: { meanLast: 3 } })).toBe(0.375);
    expect(valueOf({ metric, at: { meanLast: 6 } })).toBeNull();
  });

  it('is a curve’s shape', () => {
    expect(valueOf({ metric: 'shape.train.accuracy.reversals' })).toBe(2);
    // Linear has not moved at all, so it has no share of movement.
    expect(valueOf({ metric: 'shape.train.accuracy.wrongWayShare' })).toBeNull();
    // Second differences of 0.75, 0.25, 0.5, 0.375: 0.75 and −0.375.
    expect(valueOf({ metric: 'shape.train.accuracy.roughness' })).toBeCloseTo(
      Math.sqrt((0.75 ** 2 + 0.375 ** 2) / 2),
      12,
    );
    const reach = { metric: 'shape.train.accuracy.epochsToReach', level: 0.7 } as const;
    expect(valueOf(reach)).toBeNull();
    expect(judged(results, reach).reason).toContain(
      '1 of the 2 trials that it compares never reaches the level.',
    );
  });
});

describe('the registration', () => {
  const results = withDifferences([2 / 64, 4 / 64, 3 / 64, 3 / 64]);
  const { registration, scores } = EVIDENCE;

  it('makes a verdict exploratory whose question came after a result, or was lost', () => {
    expect(judged(results).exploratory).toBe(false);
    const [question] = registration!.history;
    const late = { ...registration!, history: [{ ...question!, afterResults: true }] };
    expect(judged(results, {}, { evidence: { registration: late, scores } }).exploratory).toBe(
      true,
    );
    expect(judged(results, {}, { evidence: { registration: null, scores } }).exploratory).toBe(
      true,
    );
  });

  it('marks reused seeds, and tells the effect without them', () => {
    const reused = {
      ...registration!,
      reused: [{ variant: { activation: 'linear' }, seeds: [0, 9] }],
    };
    const verdict = judged(results, {}, { evidence: { registration: reused, scores } });
    expect(verdict).toMatchObject({ exploratory: false, n: 4 });
    expect(verdict.reused).toMatchObject({ seeds: [0], without: { n: 3, effect: 10 / 64 / 3 } });
    // scipy.stats.ttest_1samp([4, 3, 3], 0, alternative='greater').pvalue
    expect(verdict.reused!.without.p).toBeCloseTo(0.0049262285, 9);
    // Of what is not compared, nothing is reused.
    const other = { ...reused, reused: [{ variant: { activation: 'tanh' }, seeds: [0] }] };
    const untouched = judged(results, {}, { evidence: { registration: other, scores } });
    expect(untouched).not.toHaveProperty('reused');
  });
});

describe('the test set', () => {
  it('is one more source of chance, paired over its samples and averaged over seeds', () => {
    const results = withDifferences([0.25, 0.25]);
    // Four samples: differences of −, 1, 1 and 0 at seed 0, and 0, 1, 0, 0 at seed 1.
    const scores = new Map([
      [0, { accuracy: [1, 0, 0, 1] }],
      [1, { accuracy: [1, 0, 1, 0] }],
      [2, { accuracy: [0, 1, 1, 1] }],
      [3, { accuracy: [1, 1, 1, 0] }],
    ]);
    const { testSet } = judged(results, {}, { evidence: { ...EVIDENCE, scores } });
    // Means −0.5, 1, 0.5, 0: mean 0.25, sd √(1.25/3), over √4.
    expect(testSet!.samples).toBe(4);
    expect(testSet!.standardError).toBeCloseTo(Math.sqrt(1.25 / 3) / 2, 12);
    expect(judged(results).testSet).toBeNull();
  });
});

describe('its scope', () => {
  it('names what varied, the data, and settings that were tuned for no variant', () => {
    expect(judged(referenceStudy()).scope).toBe(
      'Over training randomness (the split, the first weights and the order of the samples), on 50,000 training and 10,000 validation samples of this ' +
        'pool of 60,000 (mnist) and its test set, at these settings: sgd, learning rate 0.15, ' +
        'batch size 128, 50 epochs, the same for all variants compared and not tuned for each.',
    );
    const held = judged(referenceStudy(), {}, { plan: { vary: ['init'] } }).scope;
    expect(held).toContain('Over training randomness (the first weights), on');
  });

  it('names no setting that differs between the variants', () => {
    const results = referenceStudy();
    const plan = planOf(results);
    const trials = plan.trials.map((trial, i) => ({
      ...trial,
      training: { ...trial.training, batchSize: 64 * (i + 1) },
    }));
    expect(judged(results, {}, { plan: { trials } }).scope).not.toContain('batch size');
  });
});
