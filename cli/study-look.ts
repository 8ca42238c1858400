import type { WorkflowExecutionDescription } from '@temporalio/client';
import { slotsOf } from '../worker/pollers.ts';
import { placeQueue } from '../workflows/queues.ts';
import type { StudyHandle } from './start-study.ts';
import { describeOpen, reasonsOf } from './waiting.ts';

const DEADLINE_MS = 5000;
const INTERVAL_MS = 1000;
/** Looking takes at most such a part of the time: each open trial is asked for. */
const LOOK_SHARE = 0.1;
/** `PENDING_ACTIVITY_STATE_STARTED` of Temporal's API. */
const STARTED = 2;
/** The steps that take a slot. */
const ARITHMETIC: ReadonlySet<string> = new Set(['train', 'validate', 'test']);

/** What a Temporal server says of an open study. */
export interface StudyLook {
  /** When it began. */
  readonly startedMs: number | null;
  readonly waiting: readonly string[];
  /** The slots that compute for it, of all that workers of its queue have. */
  readonly slots: { readonly used: number; readonly all: number } | null;
}

/** Looks at a study again and again, beside whatever else is done. */
export class StudyLooks {
  readonly #look: () => Promise<StudyLook>;
  #nextMs = 0;
  #looking = false;
  /** What was seen last. */
  latest: StudyLook = { startedMs: null, waiting: [], slots: null };

  /** @param look looks once; its failure means that the server does not answer */
  constructor(look: () => Promise<StudyLook>) {
    this.#look = look;
  }

  /** Begins to look once more if it is time. @returns when it has seen; nobody need wait for it */
  async refresh(nowMs = (): number => performance.now()): Promise<void> {
    const began = nowMs();
    if (this.#looking || began < this.#nextMs) return;
    this.#looking = true;
    try {
      const seen = await this.#look();
      this.latest = { ...seen, startedMs: seen.startedMs ?? this.latest.startedMs };
      this.#nextMs = nowMs() + Math.max(INTERVAL_MS, (nowMs() - began) / LOOK_SHARE);
    } catch {
      const waiting = ['the Temporal server does not answer'];
      this.latest = { ...this.latest, waiting, slots: null };
      // It has taken as long as it may, and that says nothing of the next time.
      this.#nextMs = nowMs() + INTERVAL_MS;
    }
    this.#looking = false;
  }
}

/** What the server says of a study now. */
export async function lookAt(handle: StudyHandle): Promise<StudyLook> {
  return handle.client.withDeadline(Date.now() + DEADLINE_MS, () => describe(handle));
}

async function describe({ client, workflowId }: StudyHandle): Promise<StudyLook> {
  const open = await describeOpen(client, workflowId);
  const study = open.find((described) => described.workflowId === workflowId);
  if (study === undefined) return { startedMs: null, waiting: [], slots: null };
  const all = await slotsOf(
    client.connection,
    client.options.namespace,
    placeQueue(study.taskQueue),
  );
  return {
    startedMs: study.startTime.getTime(),
    waiting: reasonsOf(open),
    slots: all === 0 ? null : { used: atWork(open), all },
  };
}

function atWork(open: readonly WorkflowExecutionDescription[]): number {
  const pending = open.flatMap(({ raw }) => raw.pendingActivities ?? []);
  return pending.filter(
    ({ state, activityType }) =>
      Number(state) === STARTED && ARITHMETIC.has(activityType?.name ?? ''),
  ).length;
}
