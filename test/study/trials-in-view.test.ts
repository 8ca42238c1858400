import type { TrialStatus } from '../../study/results.ts';
import { trialsInView } from '../../study/trials-in-view.ts';

const many = (status: TrialStatus, count: number): TrialStatus[] => Array(count).fill(status);

describe('trials for which there is little room', () => {
  test('are all shown where they fit', () => {
    expect(trialsInView(['done', 'running'], 2)).toEqual({ shown: [0, 1], others: null });
  });

  test('are shown if they are under way, then the newest that are done, then the next', () => {
    const statuses = [...many('done', 4), ...many('running', 2), ...many('pending', 3)];
    expect(trialsInView(statuses, 2)).toEqual({ shown: [4, 5], others: '4 done, 3 pending' });
    expect(trialsInView(statuses, 4)).toEqual({ shown: [2, 3, 4, 5], others: '2 done, 3 pending' });
    expect(trialsInView(statuses, 7)).toEqual({
      shown: [0, 1, 2, 3, 4, 5, 6],
      others: '2 pending',
    });
  });

  test('are shown before those that are done if something went wrong', () => {
    const statuses: TrialStatus[] = ['failed', 'done', 'diverged', 'done', 'running', 'pending'];
    expect(trialsInView(statuses, 3)).toEqual({ shown: [0, 2, 4], others: '2 done, 1 pending' });
  });

  test('are counted where there is room for none', () => {
    expect(trialsInView(['running', 'pending'], 0)).toEqual({
      shown: [],
      others: '1 running, 1 pending',
    });
  });
});
