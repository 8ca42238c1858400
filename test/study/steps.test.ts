import { durationMs } from '../../study/duration.ts';
import type { Plan, PlannedStep } from '../../study/plan.ts';
import { codesOf, planOf } from './spec-files.ts';

const BASE = {
  epochal: 1,
  study: 'steps',
  data: { dataset: 'mnist' },
  model: { layers: ['flatten', { dense: { units: 10 } }] },
  training: { epochs: 1, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } },
};

function stepsOf(steps: object, more: object = {}): ReadonlyMap<string, PlannedStep> {
  const plan = planOf({ ...BASE, ...more, steps });
  return new Map(plan.steps.map((step) => [step.id, step]));
}

const STANDARD = ['download', 'split', 'train', 'test', 'compare', 'plot', 'report'];

test('a step of one’s own is added to the standard ones, with its references as edges', () => {
  const steps = stepsOf({
    latency: {
      uses: 'acme/latency',
      per: 'trial',
      needs: ['split'],
      if: 'steps.test.metrics.accuracy > 0.9',
      with: { state: '${{ steps.train.best }}', runs: 10 },
    },
  });
  expect([...steps.keys()].sort()).toEqual([...STANDARD, 'latency'].sort());
  expect(steps.get('latency')).toMatchObject({
    uses: 'acme/latency',
    per: 'trial',
    needs: ['split', 'train', 'test'],
    with: { state: '${{ steps.train.best }}', runs: 10 },
  });
});

test('a standard step without `uses` keeps what it does not change', () => {
  const standard = planOf(BASE).steps;
  const steps = stepsOf({ test: { timeout: '90s', retry: { maximumAttempts: 2 } } });
  for (const step of standard) {
    const changed = step.id === 'test' ? { timeoutMs: 90_000, retry: { maximumAttempts: 2 } } : {};
    expect(steps.get(step.id)).toEqual({ ...step, ...changed });
  }
});

test('`test: false` leaves out the test, and what compare would take of it', () => {
  const steps = stepsOf({ test: false });
  expect([...steps.keys()]).toEqual(STANDARD.filter((id) => id !== 'test'));
  expect(steps.get('compare')!.with).toEqual({ epochs: '${{ steps.train.epochs }}' });
});

test('a study that writes the standard steps out is the same study', () => {
  const written = Object.fromEntries(
    planOf(BASE).steps.map(({ id, uses, with: inputs }) => [id, { uses, with: inputs }]),
  );
  expect(planOf({ ...BASE, steps: written })).toEqual(planOf(BASE));
});

test('values of `vars` are filled in, so that writing them out is the same study', () => {
  const step = (runs: unknown, limit: string): object => ({
    a: { uses: 'acme/a', per: 'trial', if: `seed < ${limit}`, with: { runs } },
  });
  const named: Plan = planOf({
    ...BASE,
    vars: { runs: 10, limit: 3 },
    steps: step('${{ vars.runs }}', 'vars.limit'),
  });
  expect(named).toEqual(planOf({ ...BASE, steps: step(10, '3') }));
});

test('a variable that only a step takes is used, and tells two trials apart', () => {
  const spec = {
    ...BASE,
    matrix: { runs: [1, 2] },
    steps: { a: { uses: 'acme/a', per: 'trial', with: { runs: '${{ matrix.runs }}' } } },
  };
  expect(codesOf(spec)).toEqual([]);
  expect(planOf(spec).labels).toBeUndefined();
  expect(codesOf({ ...spec, steps: {} })).not.toEqual([]);
});

test('a step per study that takes something of the trials comes after all that they do', () => {
  const steps = stepsOf({
    total: { uses: 'acme/total', per: 'study', with: { sizes: '${{ steps.size.bytes }}' } },
    size: { uses: 'acme/size', per: 'trial', with: { state: '${{ steps.train.best }}' } },
  });
  const order = [...steps.keys()];
  expect(order.indexOf('total')).toBeGreaterThan(order.indexOf('size'));
  expect(order.indexOf('total')).toBeGreaterThan(order.indexOf('test'));
});

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['0s', 1],
])('%s are %d milliseconds', (text, milliseconds) => {
  expect(durationMs(text)).toBe(milliseconds);
});
