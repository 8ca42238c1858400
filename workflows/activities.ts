import { proxyActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor, ActivityOptions } from '@temporalio/workflow';
import { placeQueue, trainQueue } from './queues.ts';
import type { PlaceActivities, StudyActivities, TrainActivities } from '../activities/index.ts';

/**
 * Without end: what is away (a mirror, the store, a worker with the trial's arithmetic) comes back.
 * What waiting can't mend fails as non-retryable.
 */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 1.5, maximumInterval: '5s' } as const;

/** Steps of milliseconds: a lost attempt is noticed by its time alone. */
const SHORT: ActivityOptions = { startToCloseTimeout: '10s', retry: RETRY };
/** Steps of a few seconds, on the worker's own time. */
const MEDIUM: ActivityOptions = { startToCloseTimeout: '2m', retry: RETRY };
/** Steps of any length: a lost worker is noticed by its missing heartbeats. */
const LONG: ActivityOptions = {
  startToCloseTimeout: '30d',
  heartbeatTimeout: '3s',
  retry: RETRY,
};

type Steps<T, K extends keyof T> = ActivityInterfaceFor<Pick<T, K>>;
type ShortStep = 'resolve' | 'split' | 'checkpoint' | 'conclude';
type MediumStep = 'compare' | 'plot' | 'report';

// Each takes the line that Temporal's Web UI shows for the step.

/** Light steps of milliseconds, on the study's own queue. */
export function shortSteps(summary: string): Steps<StudyActivities, ShortStep> {
  return proxyActivities<Pick<StudyActivities, ShortStep>>({ ...SHORT, summary });
}

/** Light steps of seconds, on the study's own queue. */
export function mediumSteps(summary: string): Steps<StudyActivities, MediumStep> {
  return proxyActivities<Pick<StudyActivities, MediumStep>>({ ...MEDIUM, summary });
}

/** Steps that wait for the network or a disk, on the study's own queue. */
export function longSteps(summary: string): Steps<StudyActivities, 'download' | 'audit'> {
  return proxyActivities<Pick<StudyActivities, 'download' | 'audit'>>({ ...LONG, summary });
}

/** Asks any training worker of the study's queue. */
export function placeSteps(queue: string, summary: string): ActivityInterfaceFor<PlaceActivities> {
  return proxyActivities<PlaceActivities>({ ...SHORT, summary, taskQueue: placeQueue(queue) });
}

/**
 * Steps of arithmetic, on training workers with a fingerprint only.
 *
 * @param patienceMs fails with a time-out, SCHEDULE_TO_START, when none of them takes it so long
 */
export function trainSteps(
  queue: string,
  arithmetic: string,
  summary: string,
  patienceMs: number,
): ActivityInterfaceFor<TrainActivities> {
  const taskQueue = trainQueue(queue, arithmetic);
  return proxyActivities<TrainActivities>({
    ...LONG,
    summary,
    taskQueue,
    scheduleToStartTimeout: patienceMs,
  });
}
