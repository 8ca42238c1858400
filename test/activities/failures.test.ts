import { CancelledFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { toFailure } from '../../activities/failures.ts';
import { EpochalError } from '../../study/errors.ts';

describe('an activity’s error, as Temporal sees it', () => {
  test.each([
    ['SPEC_INVALID', true],
    ['ARTIFACT_MISSING', true],
    ['NONDETERMINISTIC_STEP', true],
    ['STORE_UNAVAILABLE', false],
    ['STORE_MISMATCH', false],
    ['TRAINER_LOST', false],
    ['DOWNLOAD_FAILED', false],
  ] as const)('%s keeps its code; whether it is final: %s', (code, nonRetryable) => {
    const failure = toFailure(new EpochalError(code, 'a sentence', { digest: 'sha256:0' }));
    expect(failure).toMatchObject({ type: code, message: 'a sentence', nonRetryable });
    expect((failure as ApplicationFailure).details).toEqual([{ digest: 'sha256:0' }]);
  });

  test.each(['ENOSPC', 'EROFS', 'ECONNREFUSED'])('the system’s %s is tried again', (code) => {
    const failure = toFailure(Object.assign(new Error('no'), { code }));
    expect(failure).toMatchObject({ type: code, nonRetryable: false });
  });

  test('a bug ends the run: trying again would only repeat it', () => {
    const failure = toFailure(new TypeError('x is not a function'));
    expect(failure).toMatchObject({ type: 'BUG', nonRetryable: true });
    expect((failure as ApplicationFailure).message).toContain('x is not a function');
  });

  test('so is a misuse of Node’s functions, though it has a code like the system’s', () => {
    const misuse = Object.assign(new TypeError('not a string'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(toFailure(misuse)).toMatchObject({ type: 'BUG', nonRetryable: true });
  });

  test('an abort is a cancellation, and Temporal’s own failures pass as they are', () => {
    expect(toFailure(new DOMException('aborted', 'AbortError'))).toBeInstanceOf(CancelledFailure);
    const cancelled = new CancelledFailure('stopped');
    expect(toFailure(cancelled)).toBe(cancelled);
  });
});
