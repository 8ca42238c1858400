import { damageLog } from '../store/runs.ts';
import { audit } from './audit.ts';
import { checkpoint } from './checkpoint.ts';
import { compare } from './compare.ts';
import { conclude } from './conclude.ts';
import type { ActivityDeps, StepDeps } from './deps.ts';
import { download } from './download.ts';
import { toFailure } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { RunInput } from './inputs.ts';
import { command, registeredStep } from './own-step.ts';
import type { OwnActivity } from './own-step.ts';
import { place } from './place.ts';
import { present } from './present.ts';
import { plot } from './plot.ts';
import { report } from './report.ts';
import { resolve } from './resolve.ts';
import { split } from './split.ts';
import { test } from './test.ts';
import { train } from './train.ts';
import { validate } from './validate.ts';

/** Light activities: the study's own task queue runs them. */
const STUDY_ACTIVITIES = {
  download,
  split,
  checkpoint,
  audit,
  compare,
  plot,
  report,
  conclude,
  command,
};
/** Answers from a training worker, without computing. */
const PLACE_ACTIVITIES = { place, present };
/** All arithmetic: only workers with the trial's fingerprint run them. */
const TRAIN_ACTIVITIES = { train, validate, test };

type Implementation = (deps: StepDeps, input: never) => Promise<unknown>;
type Bound<F> = F extends (deps: StepDeps, ...args: infer A) => infer R ? (...args: A) => R : never;
type BoundAll<T> = { [K in keyof T]: Bound<T[K]> };

/** The activities as workflows see them, by the task queue that they run on. */
export type StudyActivities = BoundAll<typeof STUDY_ACTIVITIES & { resolve: typeof resolve }>;
export type PlaceActivities = BoundAll<typeof PLACE_ACTIVITIES>;
export type TrainActivities = BoundAll<typeof TRAIN_ACTIVITIES>;

export interface Activities {
  readonly study: StudyActivities;
  /** Steps of one's own, by the names that specs use: on the study's queue too. */
  readonly own: Readonly<Record<string, OwnActivity>>;
  readonly place: PlaceActivities;
  readonly train: TrainActivities;
}

/** Binds the activities to a worker's effects, and turns their errors into Temporal's failures. */
export function createActivities(deps: ActivityDeps): Activities {
  return {
    study: {
      // Before there is a run; what it is given is a stranger's.
      resolve: (spec, options) =>
        asFailure(() => withHeartbeat({}, () => resolve(deps, spec, options))),
      ...bind(STUDY_ACTIVITIES, deps),
    },
    own: bind(
      Object.fromEntries(deps.steps.map((step) => [step.name, registeredStep(step)])),
      deps,
    ),
    place: bind(PLACE_ACTIVITIES, deps),
    train: bind(TRAIN_ACTIVITIES, deps),
  };
}

function bind<T extends Record<string, Implementation>>(
  activities: T,
  deps: ActivityDeps,
): BoundAll<T> {
  const bound = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: RunInput): Promise<unknown> =>
      asFailure(() => {
        const store = deps.store.notingDamageIn(damageLog(input.run));
        return withHeartbeat({ run: input.run }, (say, signal) =>
          activity({ ...deps, store, report: say, signal }, input as never),
        );
      }),
  ]);
  return Object.fromEntries(bound) as BoundAll<T>;
}

async function asFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error);
  }
}
