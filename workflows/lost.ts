import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/workflow';
import { COMMAND } from '../study/steps.ts';

/** Whether a step failed because the store has lost something that it needs. */
export function isLost(error: unknown): boolean {
  return failureOf(error)?.type === 'ARTIFACT_MISSING';
}

/** The trials, by index, that such a failure names; null when it names none. */
export function lostTrials(error: unknown): readonly number[] | null {
  const [details] = failureOf(error)?.details ?? [];
  return (details as { trials?: readonly number[] } | undefined)?.trials ?? null;
}

/** Whether it was a step of somebody's own that failed. */
export function isOfOwnStep(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.activityType === COMMAND || error.activityType.includes('/');
}

function failureOf(error: unknown): ApplicationFailure | null {
  if (!(error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)) return null;
  return error.cause instanceof ApplicationFailure ? error.cause : null;
}
