import type { TrialSign } from './heartbeats.ts';

/** How far a trial is, from the store and from Temporal. */
export interface TrialStanding {
  readonly trial: number;
  /** The newest commit and its epoch; 0 before the first. */
  readonly committed: number;
  readonly commit: string | null;
  /** The newest epoch whose training was noted as done, committed or not. */
  readonly trained: number;
  /** Nothing is left to do for it. */
  readonly ended: boolean;
  readonly heartbeat: TrialSign['heartbeat'];
  /** Epochs whose training was begun again, or done twice. */
  readonly recomputed: number;
}

/** How far the study is. */
export interface Standing {
  readonly trials: readonly TrialStanding[];
  /** Steps of the run itself that are done: data, split, report. */
  readonly runSteps: number;
}

/** From when progress counts, in ms of each clock. */
export interface Since {
  readonly wallMs: number;
}

/**
 * Whether each trial that was open before has made progress: a commit or a later batch's heartbeat,
 * of an epoch whose training was not done before. With no trial open, a further step of the run.
 */
export function hasRecovered(before: Standing, now: Standing, since: Since): boolean {
  const open = before.trials.filter(({ ended }) => !ended);
  if (open.length === 0) return now.runSteps > before.runSteps || now.trials.some(isNew(before));
  return open.every((was) => {
    const is = now.trials.find(({ trial }) => trial === was.trial);
    return is !== undefined && hasProgressed(was, is, since);
  });
}

function isNew(before: Standing) {
  return ({ trial }: TrialStanding): boolean => !before.trials.some((was) => was.trial === trial);
}

function hasProgressed(was: TrialStanding, is: TrialStanding, since: Since): boolean {
  if (is.ended) return true;
  if (is.commit !== was.commit && is.committed > was.trained) return true;
  const { heartbeat } = is;
  if (heartbeat === null || heartbeat.timeMs <= since.wallMs) return false;
  if (heartbeat.epoch <= was.trained) return false;
  const before = was.heartbeat;
  if (before === null || heartbeat.epoch > before.epoch) return true;
  return heartbeat.epoch === before.epoch && heartbeat.batch > before.batch;
}
