import { EpochalError } from '../study/errors.ts';
import type { ErrorCode } from '../study/errors.ts';

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

/** The exit code for an error: a code of ours says which, anything else is a bug. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof EpochalError) return CODES[error.code] ?? EXIT.environment;
  return EXIT.bug;
}

/** Prints an error: ours as a sentence, a bug with what is needed to report it. */
export function printError(error: unknown): void {
  if (error instanceof EpochalError) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`This is a bug in Epochal. Please report it with this text:\n${stack}\n`);
}
