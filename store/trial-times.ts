import type { ProvenanceEvent } from '../study/results.ts';
import { trialEvents } from './provenance.ts';
import type { CollectedResults } from './results.ts';
import type { Store } from './store.ts';

/** When a trial was computed, as far as its log tells; in milliseconds since 1970. */
export interface TrialTimes {
  /** When the first step began, and when the last one ended. */
  readonly began: number | null;
  readonly ended: number | null;
  /** When each epoch was committed first. */
  readonly epochs: ReadonlyMap<number, number>;
  /** When it was tested last. */
  readonly tested: number | null;
}

/** When each trial of a run was computed, by its index. */
export async function trialTimes(
  store: Store,
  { plan, ref }: CollectedResults,
): Promise<readonly TrialTimes[]> {
  return Promise.all(
    plan.trials.map(async ({ index, epochs }) => {
      const started = ref.trials[index];
      return timesOf(started === undefined ? [] : await trialEvents(store, started, epochs));
    }),
  );
}

function timesOf(events: readonly ProvenanceEvent[]): TrialTimes {
  const epochs = new Map<number, number>();
  let [began, ended, tested]: (number | null)[] = [null, null, null];
  for (const { time, durationMs, step, epoch } of events) {
    const at = Date.parse(time);
    began = Math.min(began ?? Infinity, at - durationMs);
    ended = Math.max(ended ?? -Infinity, at);
    if (step === 'test') tested = Math.max(tested ?? -Infinity, at);
    if (step === 'checkpoint' && epoch !== undefined) {
      epochs.set(epoch, Math.min(epochs.get(epoch) ?? Infinity, at));
    }
  }
  return { began: began ?? null, ended: ended ?? null, epochs, tested: tested ?? null };
}
