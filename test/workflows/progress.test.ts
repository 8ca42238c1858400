import type { Plan } from '../../study/plan.ts';
import type { TrialStatus } from '../../study/results.ts';
import type { TrialProgress } from '../../workflows/messages.ts';
import { Progress } from '../../workflows/progress.ts';

let mockDetails = '';
jest.mock('@temporalio/workflow', () => ({
  setCurrentDetails: (text: string) => (mockDetails = text),
}));

/** A study of trials at five epochs each, in these states. */
function progressOf(...statuses: readonly TrialStatus[]): Progress {
  const progress = new Progress();
  const trials = statuses.map((_, seed) => ({ variant: {}, seed, epochs: 5 }));
  // Of a plan no more is looked at.
  progress.start({ run: 'a@1', trials } as unknown as Plan);
  statuses.forEach((status, index) => progress.update(index, { status }));
  return progress;
}

const statusesOf = ({ current }: Progress): readonly TrialStatus[] =>
  current.trials.map(({ status }) => status);

describe('the end of a study', () => {
  const UNDER_WAY = ['pending', 'running', 'paused', 'waiting'] as const;
  const ENDED = ['done', 'failed', 'diverged', 'stopped'] as const;

  test('stops the trials under way, and leaves those alone that have ended', () => {
    const progress = progressOf(...UNDER_WAY, ...ENDED);
    progress.end('stopped');
    expect(progress.current.status).toBe('stopped');
    expect(statusesOf(progress)).toEqual([...UNDER_WAY.map(() => 'stopped'), ...ENDED]);
    expect(mockDetails).toMatch(/^\*\*a@1\*\*: stopped\n/);
    expect(mockDetails.match(/\| stopped \|/g)).toHaveLength(5);
  });

  test('is not taken back by what a trial tells later', () => {
    const progress = progressOf('running');
    progress.end('failed');
    progress.told(0, { ...progress.current.trials[0]!, status: 'running', epoch: 3 });
    expect(progress.current).toMatchObject({
      status: 'failed',
      trials: [{ status: 'stopped', epoch: 0 }],
    });
  });
});

test.each([
  ['metrics that are no numbers', { metrics: { train: { loss: 1 }, validation: { loss: '' } } }],
  ['a status that is none', { status: { running: true } }],
  ['metrics that are not there', { metrics: { train: { loss: 1 }, validation: null } }],
])('a signal with %s leaves the study’s progress as it was', (_what, told) => {
  const progress = progressOf('running');
  const before = progress.current;
  const known = before.trials[0]!;
  // Whoever sends a signal may send anything.
  progress.told(0, { ...known, epoch: 3, ...told } as unknown as TrialProgress);
  expect(progress.current).toBe(before);
  progress.told(0, { ...known, epoch: 3 });
  expect(progress.current.trials[0]!.epoch).toBe(3);
});
