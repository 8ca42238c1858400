import { estimateBlock } from '../../cli/estimate-block.ts';
import { ENGINE, smallPlan } from '../store/small-study.ts';

const plan = smallPlan(); // 4 trials of 3 epochs, 784 → 10: 7,850 weights
const measured = { engine: ENGINE, trials: [{ trial: plan.trials[0]!, epochsMs: [30_000] }] };

beforeEach(() => {
  process.env['EPOCHAL_SLOTS'] = '2';
});
afterEach(() => {
  delete process.env['EPOCHAL_SLOTS'];
});

test('time, memory and disk stand beside how they are known', () => {
  const lines = estimateBlock(plan, [3, 0, 0, 0], measured).split('\n').slice(1);
  // 9 epochs of 30 s in two slots; those of relu were not measured by themselves
  expect(lines[0]).toBe(
    'time    about 2 min 15 s with 2 slots; from multiply-adds, as other epochs were measured on a processor (wasm)',
  );
  // 4 · (2 · 7,850 + 128 · (784 + 784 + 10 + 10)) bytes
  expect(lines[1]).toBe('memory  876 kB in each trainer, beside TensorFlow and the data');
  expect(lines[2]).toBe('disk    283 kB: 9 states, one an epoch'); // 9 · 4 · 7,850
});

test('what was never trained here says so, and what is stored takes nothing', () => {
  expect(estimateBlock(plan, [], null)).toContain(
    'time    not known until an epoch was trained into this store',
  );
  expect(estimateBlock(plan, [3, 3, 3, 3], measured)).toBe(
    'Estimate: every epoch is in the store; nothing will be trained.',
  );
});

test('a trial that may stop early takes at most so long', () => {
  const earlyStopping = { monitor: 'validation.loss', patience: 1, minDelta: 0 } as const;
  const trials = plan.trials.map((trial) => ({ ...trial, earlyStopping }));
  const text = estimateBlock({ ...plan, trials }, [], measured);
  expect(text).toMatch(/^time {4}at most about/m);
  expect(text).toMatch(/^disk {4}at most /m);
});
