import type { ErrorCode } from '../study/errors.ts';
import type { Progress, TrainerRequest, TrainerResponse } from './protocol.ts';

/** From the pool to a trainer. One request at a time; `stop` ends the one under way. */
export type ToTrainer =
  { readonly type: 'request'; readonly request: TrainerRequest } | { readonly type: 'stop' };

/** From a trainer to the pool. Each request is answered by one response, error, bug or stopped. */
export type FromTrainer =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'response'; readonly response: TrainerResponse }
  | { readonly type: 'stopped' }
  | {
      readonly type: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    }
  /** An exception that nobody foresaw: trying again would only repeat it. */
  | { readonly type: 'bug'; readonly message: string; readonly stack: string };
