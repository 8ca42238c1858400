import { CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { EpochalError } from '../study/errors.ts';
import type { ErrorCode } from '../study/errors.ts';

/** What trying again, as it is, can't mend: the workflow decides instead. */
const NOT_RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'SPEC_INVALID',
  'ARTIFACT_MISSING',
  'NONDETERMINISTIC_STEP',
  'COMMAND_NOT_ALLOWED',
]);

/**
 * An error as Temporal should see it. Ours keep their code as the failure's type. The operating
 * system's are retried: a full disk or a network comes back. Anything else is a bug and ends the
 * run, since a retry would only repeat it.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof TemporalFailure || error instanceof CompleteAsyncError) return error;
  if (error instanceof EpochalError) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      details: [error.details],
      // A step of somebody's own says itself when it has failed often enough.
      nonRetryable: NOT_RETRYABLE.has(error.code) || error.details['final'] === true,
    });
  }
  const { name, message, stack, code } = error as Partial<NodeJS.ErrnoException>;
  if (name === 'AbortError') return new CancelledFailure('The step was cancelled.');
  // Node's own ERR_… are misuse of its functions: ours to mend, not time's.
  if (typeof code === 'string' && !code.startsWith('ERR_')) {
    return ApplicationFailure.create({ type: code, message: message ?? code, nonRetryable: false });
  }
  return ApplicationFailure.create({
    type: 'BUG',
    message: `A bug in Epochal, please report it: ${stack ?? String(error)}`,
    nonRetryable: true,
  });
}
