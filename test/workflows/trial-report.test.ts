import type { TrialWorkflowInput } from '../../workflows/trial-input.ts';
import { TrialReport } from '../../workflows/trial-report.ts';
import type { TrialProgress } from '../../workflows/messages.ts';

let mockDetails = '';
const mockTold: TrialProgress[] = [];
jest.mock('@temporalio/workflow', () => ({
  setCurrentDetails: (text: string) => (mockDetails = text),
  upsertSearchAttributes: () => undefined,
  workflowInfo: () => ({ parent: { workflowId: 'a', runId: '1' } }),
  getExternalWorkflowHandle: () => ({
    signal: async (_name: string, _index: number, told: TrialProgress) => mockTold.push(told),
  }),
}));

const METRICS = { train: { loss: 2, accuracy: 0.25 }, validation: { loss: 1, accuracy: 0.5 } };

describe('the progress of a trial', () => {
  let report: TrialReport;
  beforeEach(() => {
    mockTold.length = 0;
    const trial = {
      ...{ index: 0, variant: {}, seed: 0, epochs: 6 },
      checkpoint: { monitor: 'validation.accuracy' },
    };
    // Of its input no more is looked at.
    report = new TrialReport({
      trial,
      attributes: [],
      tellEvery: 2,
    } as unknown as TrialWorkflowInput);
  });

  test('keeps what the epoch before measured when one diverges', () => {
    report.measured(1, METRICS);
    report.measured(2, null);
    report.update({ status: 'diverged', diverged: { epoch: 2, step: 7, lastLoss: 3 } });
    expect(report.current).toMatchObject({ status: 'diverged', epoch: 1, metrics: METRICS });
    expect(mockDetails).toContain('diverged in epoch 2, at batch 7');
    expect(mockDetails).toMatch(/\| validation \| .*1\.0000 \| .*0\.5000 \|/);
  });

  test('is told to its study every so many epochs, and whenever it stands still or goes on', () => {
    for (const epoch of [1, 2, 3]) report.measured(epoch, METRICS);
    expect(mockTold.map(({ epoch }) => epoch)).toEqual([2]);
    report.update({ status: 'paused' });
    report.update({ status: 'running' });
    report.update({ status: 'done' }); // which it returns
    expect(mockTold.map(({ epoch, status }) => [epoch, status])).toEqual([
      [2, 'running'],
      [3, 'paused'],
      [3, 'running'],
    ]);
  });
});
