import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Whether a step failed because the store has lost something that it needs. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === 'ARTIFACT_MISSING';
}
