/** Every error Epochal raises on purpose carries one of these codes; docs/errors.md explains each. */
export type ErrorCode =
  | 'SPEC_INVALID'
  | 'ARTIFACT_MISSING'
  | 'NONDETERMINISTIC_STEP'
  | 'STORE_MISMATCH'
  | 'STORE_UNAVAILABLE'
  | 'STUDY_RUNNING'
  | 'STUDY_UNKNOWN'
  | 'TRIAL_UNKNOWN'
  | 'DOWNLOAD_FAILED'
  | 'SETUP_FAILED'
  | 'SERVER_UNREACHABLE'
  | 'STEP_FAILED'
  | 'COMMAND_NOT_ALLOWED'
  | 'TRAINER_LOST'
  | 'ENGINE_FAILED'
  | 'NAME_TAKEN'
  | 'WORKFLOWS_MISSING'
  | 'USAGE';

/** One class for all of Epochal's errors: a code for programs, a sentence for people. */
export class EpochalError extends Error {
  override readonly name = 'EpochalError';
  readonly code: ErrorCode;
  /** Facts about the error that are safe to show: digests, paths, names. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
