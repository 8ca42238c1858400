/** What is wrong with a spec, for programs. The sentence beside it is for people and may change. */
export type DiagnosticCode =
  | 'too-large'
  | 'not-utf8'
  | 'not-text'
  | 'not-data'
  | 'empty'
  | 'syntax'
  | 'unquoted-expression'
  | 'too-deep'
  | 'too-many-values'
  | 'several-documents'
  | 'duplicate-key'
  | 'bad-key'
  | 'bad-alias'
  | 'not-finite'
  | 'ambiguous-number'
  | 'bad-override'
  | 'extends'
  | 'unknown-field'
  | 'missing-field'
  | 'bad-value'
  | 'bad-expression'
  | 'unknown-variable'
  | 'unused-variable'
  | 'duplicate-value'
  | 'data'
  | 'split-size'
  | 'too-many-trials'
  | 'model-shape'
  | 'randomness'
  | 'training'
  | 'metric'
  | 'hypothesis'
  | 'unknown-step'
  | 'step-input'
  | 'step-cycle'
  | 'step-scope'
  | 'missing-step';

/** What a valid spec says that is probably not meant. */
export type WarningCode = 'batch-statistics' | 'training-monitor' | 'no-effect' | 'early-stopping';

/** Where in a file or a `--set` text. Positions count from 1, columns in UTF-16 code units. */
export interface TextPosition {
  readonly kind: 'file' | 'set';
  /** The file's name as the caller gave it; `--set` for an override. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source line, cut to a readable window around the token. */
  readonly excerpt: string;
  /** The token within `excerpt`: [start, end). */
  readonly start: number;
  readonly end: number;
}

/** Where in a spec that came as an object: a JSON pointer (RFC 6901). */
export interface PointerPosition {
  readonly kind: 'object';
  readonly file: string;
  readonly pointer: string;
}

/** One thing that is wrong with a spec. JSON-safe: it travels in a workflow's failure. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: TextPosition | PointerPosition;
}

/** One thing that a valid spec says and is probably not meant. */
export interface Warning extends Omit<Diagnostic, 'code'> {
  readonly code: WarningCode;
  readonly severity: 'warning';
}
