import { batchProgress, downloadProgress, epochProgress } from '../../activities/step-progress.ts';
import type { PlannedTrial } from '../../study/plan.ts';

test('a heartbeat says which epoch of which trial', () => {
  const trial = { variant: { activation: 'relu' }, seed: 3, epochs: 50 } as unknown as PlannedTrial;
  expect(epochProgress(trial, 17)).toEqual({ trial: 'relu · seed 3', epoch: '17 of 50' });
});

test('a heartbeat says which batch, and the loss so far once there is one', () => {
  expect(batchProgress({ batch: 0, batches: 391, loss: null })).toEqual({ batch: '0 of 391' });
  expect(batchProgress({ batch: 120, batches: 391, loss: 0.103_449_9 })).toEqual({
    batch: '120 of 391',
    loss: 0.1034,
  });
});

test('a heartbeat says how much of a file has come, of as much as is known', () => {
  const file = { file: 'train-images', receivedBytes: 3_249_999, source: 'https://example.org/' };
  expect(downloadProgress({ ...file, totalBytes: 9_912_422 })).toEqual({
    file: 'train-images',
    received: '3.2 of 9.9 MB',
    source: 'https://example.org/',
  });
  expect(downloadProgress({ ...file, totalBytes: null })).toMatchObject({ received: '3.2 MB' });
});
