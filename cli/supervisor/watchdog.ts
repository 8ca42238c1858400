import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../environment/liveness.ts';

/** Asks a process whether it is at work; settles with its answer, or at the signal. */
export type Ask = (signal: AbortSignal) => Promise<Answer>;

const ASK_MS = 1000;
/** Seconds that a process may leave a question unanswered. */
const SILENT_LIMIT = 10;
/** Questions in a row that a process need not take: it starts. */
const ABSENT_LIMIT = 90;

/**
 * Asks a process once a second, until it hangs or the signal: why it is taken to hang, null at the
 * signal. Counts its own seconds instead of reading a clock: on a machine that slept, neither asked.
 */
export async function untilHung(ask: Ask, signal: AbortSignal): Promise<string | null> {
  for (let absent = 0; !signal.aborted;) {
    const answer = await within(SILENT_LIMIT, ask, signal);
    if (signal.aborted) break;
    if (answer === null) return `has not answered for ${SILENT_LIMIT} s`;
    absent = answer === 'absent' ? absent + 1 : 0;
    if (absent >= ABSENT_LIMIT) return `has not got ready within ${ABSENT_LIMIT} s`;
    await tick(signal);
  }
  return null;
}

/** The answer; null when it stayed away for `ticks` seconds, each of them lived through. */
async function within(ticks: number, ask: Ask, signal: AbortSignal): Promise<Answer | null> {
  const asking = new AbortController();
  const answer = ask(AbortSignal.any([signal, asking.signal]));
  try {
    for (let i = 0; i < ticks && !signal.aborted; i++) {
      const first = await Promise.race([answer, tick(signal)]);
      if (first !== undefined) return first;
    }
    return null;
  } finally {
    asking.abort();
  }
}

function tick(signal: AbortSignal): Promise<void> {
  return delay(ASK_MS, undefined, { signal }).catch(() => undefined);
}
