import { proxyActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor, ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import { placeQueue, trainQueue } from './queues.ts';
import type { PlaceActivities, StudyActivities, TrainActivities } from '../activities/index.ts';
import type { OwnActivity } from '../activities/own-step.ts';
import type { PlannedStep } from '../study/plan.ts';

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

/** How the spec wants a step to be tried. */
export type Tuning = Pick<PlannedStep, 'timeoutMs' | 'retry'>;

/** Somebody's own code, or a time that somebody has set, may be wrong for ever. */
const OWN_ATTEMPTS = 3;

function tuned(options: ActivityOptions, { timeoutMs, retry }: Tuning): ActivityOptions {
  return {
    ...options,
    ...(timeoutMs !== undefined && { startToCloseTimeout: timeoutMs }),
    retry: {
      ...options.retry,
      ...(timeoutMs !== undefined && { maximumAttempts: OWN_ATTEMPTS }),
      ...(retry?.maximumAttempts !== undefined && { maximumAttempts: retry.maximumAttempts }),
      ...(retry?.initialIntervalMs !== undefined && { initialInterval: retry.initialIntervalMs }),
      ...(retry?.backoffCoefficient !== undefined && {
        backoffCoefficient: retry.backoffCoefficient,
      }),
      ...maximumInterval(retry),
    },
  };
}

/** The longest wait, where it would be shorter than the first one. */
function maximumInterval(retry: Tuning['retry']): Pick<RetryPolicy, 'maximumInterval'> {
  const { initialIntervalMs = 0, maximumIntervalMs } = retry ?? {};
  const longest = maximumIntervalMs ?? (initialIntervalMs > 5_000 ? initialIntervalMs : undefined);
  return longest === undefined ? {} : { maximumInterval: Math.max(longest, initialIntervalMs) };
}

// Each takes the line that Temporal's Web UI shows for the step.

/** Light steps, on the study's own queue. */
export function lightSteps(
  summary: string,
  tuning: Tuning = {},
): Steps<StudyActivities, LightStep> {
  return proxyActivities<Pick<StudyActivities, LightStep>>({ ...tuned(LIGHT, tuning), summary });
}

/** Steps that wait for the network or a disk, on the study's own queue. */
export function longSteps(summary: string, tuning: Tuning = {}): Steps<StudyActivities, LongStep> {
  return proxyActivities<Pick<StudyActivities, LongStep>>({ ...tuned(LONG, tuning), summary });
}

/** A step of one's own, an activity of its type's name, on the study's own queue. */
export function ownStep(uses: string, summary: string, tuning: Tuning): OwnActivity {
  const { retry, ...times } = tuning;
  const { maximumAttempts: _, ...waits } = retry ?? {};
  // A worker or a store that is away costs none of its attempts, so that it counts itself. Only a
  // time that is up is not its own to count.
  const counted = tuning.timeoutMs === undefined ? { ...times, retry: waits } : tuning;
  const activities = proxyActivities<Record<string, OwnActivity>>({
    ...tuned(LONG, counted),
    summary,
  });
  return activities[uses]!; // whatever name it is asked for, the proxy has it
}

/** Asks any training worker of the study's queue. */
export function placeSteps(queue: string, summary: string): ActivityInterfaceFor<PlaceActivities> {
  return proxyActivities<PlaceActivities>({ ...LIGHT, summary, taskQueue: placeQueue(queue) });
}

/** What the activity of a step of one's own is told of it. */
export function ownTask({ id, retry }: PlannedStep): { step: string; attempts: number } {
  return { step: id, attempts: retry?.maximumAttempts ?? OWN_ATTEMPTS };
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
  { patienceMs, tuning }: { readonly patienceMs: number; readonly tuning: Tuning },
): ActivityInterfaceFor<TrainActivities> {
  const taskQueue = trainQueue(queue, arithmetic);
  return proxyActivities<TrainActivities>({
    ...tuned(LONG, tuning),
    summary,
    taskQueue,
    scheduleToStartTimeout: patienceMs,
  });
}
