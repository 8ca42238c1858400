import { liveFrame } from '../../../cli/live/frame.ts';
import type { LiveState, Size } from '../../../cli/live/state.ts';
import { widthOf } from '../../../cli/live/text-width.ts';
import { stateOf, trialWith } from './trials.ts';

const relu = (seed: number) => ({ variant: { activation: 'relu' }, seed });
const linear = (seed: number) => ({ variant: { activation: 'linear' }, seed });

function frame(state: LiveState, size: Size = { columns: 80, rows: 24 }): string {
  const lines = liveFrame(state, size, (_style, text) => text);
  expect(lines.length).toBeLessThan(size.rows);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
  return lines.join('\n');
}

const TWO = stateOf([trialWith(linear(0), 'done', 8), trialWith(relu(0), 'running', 4)], 8, {
  left: { study: 75, trials: [null, 75] },
  slots: { used: 1, all: 2 },
});

const THIRTY = stateOf(
  Array.from({ length: 30 }, (_, i) =>
    trialWith(
      relu(i),
      i < 12 ? 'done' : i < 14 ? 'running' : 'pending',
      i < 12 ? 8 : i < 14 ? 2 : 0,
    ),
  ),
  8,
);

describe('a study on a terminal of 80 columns', () => {
  test('shows each trial with its curves, newest values and time left', () => {
    expect(frame(TWO)).toBe(
      [
        'relu@eb54c5bd  ━━━━━━━━━━━━━━━━━━━━━━────────  12 of 16 epochs',
        '1 min 15 s left · 1 min 12 s so far · 1 of 2 slots at work',
        '',
        'trial            state      val accuracy     val loss           left',
        'linear · seed 0  done       ▁▂▃▄▅▆▇█ 0.8000  █▇▆▅▄▃▂▁ 1.0000',
        'relu · seed 0    epoch 4/8  ▁▃▆█     0.4000  █▆▃▁     5.0000    75 s',
      ].join('\n'),
    );
  });

  test('says how each trial ended that did not go to its end', () => {
    const trials = [
      trialWith(relu(0), 'diverged', 2, { diverged: { epoch: 3, step: 1, lastLoss: null } }),
      trialWith(relu(1), 'done', 4, {
        earlyStop: { epoch: 4, monitor: 'validation.loss', best: { epoch: 2, value: 1 } },
      }),
      trialWith(relu(2), 'failed', 1),
      trialWith(relu(3), 'stopped', 1),
      trialWith(relu(4), 'running', 0),
      trialWith(relu(5), 'pending', 0),
    ];
    expect(frame(stateOf(trials, 100))).toBe(
      [
        // What diverged or stopped early has no epochs to come: 2 + 4 + 4 × 100.
        'relu@eb54c5bd  ──────────────────────────────  8 of 406 epochs',
        '1 min 12 s so far',
        '',
        // Beside labels and states of 13 columns there is room for 16 for each curve.
        `trial          state          ${'val accuracy'.padEnd(23)}  val loss`,
        `relu · seed 0  diverged in 3  ${'▁█'.padEnd(16)} 0.2000  ${'█▁'.padEnd(16)} 7.0000`,
        `relu · seed 1  done at 4      ${'▁▃▆█'.padEnd(16)} 0.4000  ${'█▆▃▁'.padEnd(16)} 5.0000`,
        `relu · seed 2  failed         ${'▄'.padEnd(16)} 0.1000  ${'▄'.padEnd(16)} 8.0000`,
        `relu · seed 3  stopped        ${'▄'.padEnd(16)} 0.1000  ${'▄'.padEnd(16)} 8.0000`,
        'relu · seed 4  epoch   0/100',
        'relu · seed 5  pending',
      ].join('\n'),
    );
  });

  test('shows of more trials than lines those under way first, and counts the others', () => {
    const lines = frame(THIRTY).split('\n');
    expect(lines).toHaveLength(23);
    expect(lines.slice(4, 7)).toEqual([
      'relu · seed 0   done       ▁▂▃▄▅▆▇█ 0.8000  █▇▆▅▄▃▂▁ 1.0000',
      'relu · seed 1   done       ▁▂▃▄▅▆▇█ 0.8000  █▇▆▅▄▃▂▁ 1.0000',
      'relu · seed 2   done       ▁▂▃▄▅▆▇█ 0.8000  █▇▆▅▄▃▂▁ 1.0000',
    ]);
    expect(lines[16]).toBe('relu · seed 12  epoch 2/8  ▁█       0.2000  █▁       7.0000');
    expect(lines.slice(-2)).toEqual(['relu · seed 17  pending', 'and 12 pending']);
  });

  test('says what the study waits for, in three lines at most', () => {
    const waiting = [
      'no worker is on the task queue epochal: start one with `epochal worker` there',
    ];
    expect(
      frame({ ...TWO, waiting })
        .split('\n')
        .slice(1, 5),
    ).toEqual([
      '1 min 15 s left · 1 min 12 s so far · 1 of 2 slots at work',
      'Waiting: no worker is on the task queue epochal: start one with `epochal worker`',
      'there',
      '',
    ]);
    const long = frame({ ...TWO, waiting: ['word '.repeat(200).trim()] }).split('\n');
    expect(long.slice(2, 6)).toEqual([
      expect.stringMatching(/^Waiting: word/),
      expect.stringMatching(/^word/),
      expect.stringMatching(/^word.*…$/),
      '',
    ]);
  });

  test('shortens labels in their middle, where the seed stays', () => {
    const variant = { optimizer: 'adamW', learningRate: 0.0001, schedule: 'cosine with warmup' };
    const trials = [trialWith({ variant, seed: 11 }, 'running', 4)];
    expect(frame(stateOf(trials, 8)).split('\n').at(-1)).toBe(
      'optimizer=adamW, learning…ne with warmup · seed 11  epoch 4/8  ▁▃▆█     0.4000',
    );
  });

  test('measures labels as they are shown', () => {
    const trials = ['活性化', '恒等'].map((name) =>
      trialWith({ variant: { activation: name }, seed: 0 }, 'running', 1),
    );
    expect(frame(stateOf(trials, 8)).split('\n').slice(-2)).toEqual([
      '活性化 · seed 0  epoch 1/8  ▄        0.1000  ▄        8.0000',
      '恒等 · seed 0    epoch 1/8  ▄        0.1000  ▄        8.0000',
    ]);
  });
});

describe('a study on other terminals', () => {
  test('leaves out on 40 columns what there is no room for', () => {
    expect(frame(TWO, { columns: 40, rows: 24 })).toBe(
      [
        'relu@eb54c5bd  ━━━━━━──  12 of 16 epochs',
        '1 min 15 s left · 1 min 12 s so far',
        '',
        'trial            state      accuracy',
        'linear · seed 0  done         0.8000',
        'relu · seed 0    epoch 4/8    0.4000',
      ].join('\n'),
    );
  });

  test('has longer curves on 200 columns, as long as the trials will be', () => {
    const trials = [trialWith(relu(0), 'running', 30)];
    const [line] = frame(stateOf(trials, 40), { columns: 200, rows: 24 }).split('\n').slice(-1);
    const curve = '▁▂▃▄▅▆▇█'.padEnd(30, '█').padEnd(40);
    expect(line).toContain(`epoch 30/40  ${curve} 0.8000  `);
  });

  test('has room for one trial on seven lines', () => {
    expect(frame(THIRTY, { columns: 80, rows: 7 }).split('\n').slice(3)).toEqual([
      'trial           state      val accuracy     val loss',
      'relu · seed 12  epoch 2/8  ▁█       0.2000  █▁       7.0000',
      'and 12 done, 1 running, 16 pending',
    ]);
  });

  test.each([
    [1, 1],
    [5, 3],
    [12, 5],
    [20, 6],
    [30, 100],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    for (const state of [TWO, THIRTY, { ...TWO, waiting: ['a reason of some words'] }]) {
      const lines = liveFrame(state, { columns, rows }, (_style, text) => text);
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });
});

test('what is painted is as wide as what is not', () => {
  const size = { columns: 80, rows: 24 };
  const painted = liveFrame(TWO, size, (style, text) => `<${style}>${text}</${style}>`);
  const plain = liveFrame(TWO, size, (_style, text) => text);
  expect(painted.map((line) => line.replace(/<\/?\w+>/g, ''))).toEqual(plain);
  expect(painted.at(-2)).toContain('<green>done     </green>');
});
