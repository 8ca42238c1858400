import { Context } from '@temporalio/activity';

const INTERVAL_MS = 1000;

/**
 * Runs work while heartbeating what `report` said last, so that a lost worker is noticed and
 * Temporal's Web UI shows it under Pending Activities. The timer is the worker's own: it beats on
 * while a trainer computes or hangs. What takes less than a second costs no heartbeat.
 */
export async function withHeartbeat<T>(
  details: object,
  work: (report: (details: object) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let latest = details;
  // Always with details: a bare heartbeat would wipe the saved ones.
  const timer = setInterval(() => context.heartbeat(latest), INTERVAL_MS);
  try {
    return await work((next) => (latest = next), context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
