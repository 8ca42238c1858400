import type { FetchProgress } from '../datasets/fetch.ts';
import type { Progress } from '../engine/protocol.ts';
import { trialLabel } from '../study/labels.ts';
import type { PlannedTrial } from '../study/plan.ts';

// What heartbeats carry: Temporal's Web UI shows it under Pending Activities, for people to read.

/** `{ "trial": "relu · seed 0", "epoch": "17 of 50" }`. */
export function epochProgress(trial: PlannedTrial, epoch: number): object {
  return { trial: trialLabel(trial), epoch: `${epoch} of ${trial.epochs}` };
}

/** `{ "batch": "120 of 391", "loss": 0.1034 }`. */
export function batchProgress({ batch, batches, loss }: Progress): object {
  return {
    batch: `${batch} of ${batches}`,
    ...(loss !== null && { loss: Number(loss.toPrecision(4)) }),
  };
}

/** `{ "file": "train-images", "received": "3.2 of 9.9 MB", "source": "https://…" }`. */
export function downloadProgress({
  file,
  receivedBytes,
  totalBytes,
  source,
}: FetchProgress): object {
  const received = megabytes(receivedBytes);
  const all = totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`;
  return { file, received: `${received}${all} MB`, source };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
