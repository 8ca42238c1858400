import { proxyActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor, ActivityOptions } from '@temporalio/workflow';
import { placeQueue, trainQueue } from './queues.ts';
import type { PlaceActivities, StudyActivities, TrainActivities } from '../activities/index.ts';

/**
 * Without end: what is away (a mirror, the store, a worker with the trial's arithmetic) comes back.
 * What waiting can't mend fails as non-retryable.
 */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 1.5, maximumInterval: '5s' } as const;

/** A lost worker is noticed by its missing heartbeats, which every step sends each second. */
const COMMON: ActivityOptions = { heartbeatTimeout: '3s', retry: RETRY };
/** Steps of milliseconds or seconds. */
const LIGHT: ActivityOptions = { ...COMMON, startToCloseTimeout: '10m' };
/** Steps of any length. */
const LONG: ActivityOptions = { ...COMMON, startToCloseTimeout: '30d' };

type Steps<T, K extends keyof T> = ActivityInterfaceFor<Pick<T, K>>;
type LongStep = 'download' | 'audit';
type LightStep = Exclude<keyof StudyActivities, LongStep>;

// Each takes the line that Temporal's Web UI shows for the step.

/** Light steps, on the study's own queue. */
export function lightSteps(summary: string): Steps<StudyActivities, LightStep> {
  return proxyActivities<Pick<StudyActivities, LightStep>>({ ...LIGHT, summary });
}

/** Steps that wait for the network or a disk, on the study's own queue. */
export function longSteps(summary: string): Steps<StudyActivities, LongStep> {
  return proxyActivities<Pick<StudyActivities, LongStep>>({ ...LONG, summary });
}

/** Asks any training worker of the study's queue. */
export function placeSteps(queue: string, summary: string): ActivityInterfaceFor<PlaceActivities> {
  return proxyActivities<PlaceActivities>({ ...LIGHT, summary, taskQueue: placeQueue(queue) });
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
