import { EpochalError } from '../study/errors.ts';
import type { ErrorCode } from '../study/errors.ts';
import { describeSystemError } from './system-error.ts';

/** The exit codes of the command line. */
export const EXIT = {
  done: 0,
  studyFailed: 1,
  specInvalid: 2,
  usage: 2,
  environment: 3,
  bug: 70,
  interrupted: 130,
} as const;

const CODES: Partial<Record<ErrorCode, number>> = {
  SPEC_INVALID: EXIT.specInvalid,
  USAGE: EXIT.usage,
  NONDETERMINISTIC_STEP: EXIT.studyFailed,
};

/** The exit code for an error: a code of ours says which; what is nobody's doing is a bug. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof EpochalError) return CODES[error.code] ?? EXIT.environment;
  return describeOutside(error) === null ? EXIT.bug : EXIT.environment;
}

/** Prints an error: ours and the outside's as a sentence, a bug with what is needed to report it. */
export function printError(error: unknown): void {
  const sentence = error instanceof EpochalError ? error.message : describeOutside(error);
  if (sentence !== null) {
    process.stderr.write(`${sentence}\n`);
    return;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`This is a bug in Epochal. Please report it with this text:\n${stack}\n`);
}

/** What the operating system or the Temporal server refused, as a sentence; null for a bug. */
function describeOutside(error: unknown): string | null {
  const { name, message, cause } = (error ?? {}) as Partial<Error>;
  // Not `instanceof`: the client is loaded by commands that talk to a server only.
  if (name !== 'ServiceError' && name !== 'NamespaceNotFoundError')
    return describeSystemError(error);
  const { details } = (cause ?? {}) as { details?: string };
  return (
    `The Temporal server did not do it: ${message}${details ? ` (${details})` : ''}. ` +
    'Check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, and the log of the server.'
  );
}
