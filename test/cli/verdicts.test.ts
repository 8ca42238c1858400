import { powerBlock, powerSentence } from '../../cli/power-block.ts';
import { registrationBlock, registrationText } from '../../cli/registration-block.ts';
import { verdictJson, verdictsText } from '../../cli/verdicts.ts';
import { judge } from '../../verdict/judge.ts';
import { EVIDENCE, planOf, referenceStudy } from '../report/fixtures.ts';

const results = referenceStudy([0, 1], 10);
const plan = planOf(results);
const verdicts = judge(results, plan, EVIDENCE);
const { registration } = EVIDENCE;
const [question] = registration!.history;
const late = {
  ...registration!,
  digest: 'sha256:b',
  history: [
    question!,
    {
      ...question!,
      digest: 'sha256:b',
      run: 'relu@22222222',
      changed: ['seeds' as const],
      afterResults: true,
    },
  ],
  reused: [{ variant: { activation: 'relu' }, seeds: [1] }],
};

test('verdicts stand below each other, in 80 columns, with what led to them where they are open', () => {
  const flip = plan.hypotheses.map((each) => ({ ...each, test: 'signFlip' as const }));
  const asked = { ...plan, hypotheses: flip };
  const text = verdictsText(judge(results, asked, { ...EVIDENCE, registration: late }));
  const lines = text.split('\n');
  expect(lines[0]).toBe('Undecided  ReLU raises test accuracy (exploratory; seed 1 reused)');
  expect(lines[1]).toMatch(/^ {11}test accuracy \+\d\.\d\d percentage points \(95% interval/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Over 2 seeds the mean difference in test accuracy',
  );
});

test('programs get what a verdict comes to first, and numbers as they are', () => {
  const told = verdictJson(verdicts[0]!) as Readonly<Record<string, unknown>>;
  expect(Object.keys(told).slice(0, 10)).toEqual([
    ...['claim', 'metric', 'n', 'effect', 'interval', 'p', 'pHolm', 'verdict', 'reason'],
    'exploratory',
  ]);
  expect(told['effect']).toBe(verdicts[0]!.effect);
  expect(told['asked']).toEqual({
    treatment: { activation: 'relu' },
    baseline: { activation: 'linear' },
    expect: 'greater',
    minEffect: 0.01,
  });
});

test('a plan says how small a p its seeds allow, and what they can never show', () => {
  const [hypothesis] = plan.hypotheses;
  const flip = { ...hypothesis!, test: 'signFlip' as const };
  const three = { ...plan, seeds: [0, 1, 2], hypotheses: [hypothesis!, flip] };
  const [table] = powerBlock(three);
  expect(table!.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['Hypotheses, with 3 seeds, at alpha 0.05'],
    ['claim', 'test', 'smallest p', 'corrected', 'seeds'],
    ['ReLU raises test accuracy', 'pairedT', 'any', 'any', '2'],
    // One of 2³ ways to set the signs; five seeds make it 1/32.
    ['ReLU raises test accuracy', 'signFlip', '0.13', '0.13', '5'],
  ]);
  expect(powerSentence(three).replaceAll('\n', ' ')).toBe(
    "1 of 2 hypotheses can't be supported with 3 seeds, whatever comes out: `signFlip` gives no p " +
      'below 0.13. It takes at least 5 seeds.',
  );
  expect(powerSentence({ ...three, hypotheses: [hypothesis!] })).toBe('');
  expect(powerBlock({ ...three, hypotheses: [] })).toEqual([]);
});

test('who is about to ask something else of results that are there is told', () => {
  expect(registrationBlock(plan, registration!)).toEqual([]);
  expect(registrationBlock(plan, late).map((text) => text.replaceAll('\n', ' '))).toEqual([
    'Exploratory: it asks with other seeds, and this study has results already, so its verdicts ' +
      'will be marked. A name of its own, `--set study=NAME`, registers it anew.',
    'Reused: the store has epochs of seed 1 already; the effect without it will stand beside.',
  ]);
  expect(registrationBlock({ ...plan, hypotheses: [] }, late)).toEqual([]);
  expect(registrationText(registration!)).toBeNull();
  expect(registrationText(late)!.replaceAll('\n', ' ')).toBe(
    'Exploratory: asked were relu@1f2e3d4c (the first question, before the first result) and ' +
      'relu@22222222 (other seeds, after the first result).',
  );
});
