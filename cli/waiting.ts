import type { WorkflowClient, WorkflowExecutionDescription } from '@temporalio/client';
import { visible } from '../study/readable.ts';
import { openWorkflows } from './open-workflows.ts';

/** A step that failed so often in a row is waiting for something, and not just unlucky. */
const ATTEMPTS = 3;
/** A step that no worker has taken for so long waits for one. */
const PATIENCE_MS = 10_000;
/** `PENDING_ACTIVITY_STATE_SCHEDULED` and `PENDING_WORKFLOW_TASK_STATE_SCHEDULED` of Temporal's API. */
const SCHEDULED = 1;

type Raw = WorkflowExecutionDescription['raw'];
type PendingActivity = NonNullable<Raw['pendingActivities']>[number];

/** What a study waits for that somebody has paused. */
export const PAUSED = 'it is paused, until `epochal resume` or the signal `resume`';

/**
 * The workflows of an open study, its own and its trials'; none when the server has no such study open.
 *
 * @param study the id of the study's workflow
 */
export function describeOpen(
  client: WorkflowClient,
  study: string,
): Promise<readonly WorkflowExecutionDescription[]> {
  const id = study.replaceAll("'", "\\'");
  return openWorkflows(client, `WorkflowId = '${id}' OR ParentWorkflowId = '${id}'`, [study]);
}

/**
 * What the steps of open workflows wait for, a line each: what they fail of again and again, or that
 * no worker takes them. Empty when all of them are at work.
 */
export function reasonsOf(open: readonly WorkflowExecutionDescription[]): readonly string[] {
  return [...new Set(open.flatMap((described) => linesOf(described)))];
}

function linesOf({ raw, memo, taskQueue }: WorkflowExecutionDescription): string[] {
  const pending = raw.pendingActivities ?? [];
  const { pendingWorkflowTask: task } = raw;
  if (memo?.['paused'] === true) return [PAUSED];
  if (task && Number(task.state) === SCHEDULED && isOld(task.originalScheduledTime)) {
    return [`no worker is on the task queue ${taskQueue}: start one with \`epochal worker\``];
  }
  const failing = pending.flatMap((activity) => failingLine(activity));
  if (failing.length > 0) return failing;
  const waiting = memo?.['waiting'];
  // The trial says itself which arithmetic it waits for, and who is there.
  if (typeof waiting === 'string' && pending.some(isScheduled)) return [waiting];
  const untaken = pending.filter((step) => isScheduled(step) && isOld(step.scheduledTime));
  return untaken.map(
    ({ activityType }) =>
      `no worker on the task queue ${taskQueue} takes the step ${activityType?.name}`,
  );
}

function failingLine({ activityType, attempt, lastFailure }: PendingActivity): string[] {
  const message = visible(lastFailure?.message?.split('\n')[0] ?? '');
  if (!message || (attempt ?? 0) < ATTEMPTS) return [];
  return [`${activityType?.name} is tried again and again: ${message}`];
}

function isScheduled({ state }: PendingActivity): boolean {
  return Number(state) === SCHEDULED;
}

function isOld(time: PendingActivity['scheduledTime']): boolean {
  return Date.now() - Number(time?.seconds ?? Infinity) * 1000 > PATIENCE_MS;
}
