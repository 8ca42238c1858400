import type { SearchAttribute } from '../study/search-attributes.ts';
import type { Store } from '../store/store.ts';
import type { AnyStepDefinition } from './step-definition.ts';
import type { DescribeResponse, ResponseTo, Progress, TrainerRequest } from '../engine/protocol.ts';

/** The part of the trainer pool that activities use. */
export interface Trainers {
  describe(): Promise<DescribeResponse>;
  run<R extends TrainerRequest>(
    request: R,
    options: { onProgress?: (progress: Progress) => void; signal?: AbortSignal },
  ): Promise<ResponseTo<R>>;
}

/** What one step has besides: it is heartbeaten, and may be cancelled. */
export interface StepDeps extends ActivityDeps {
  /** Says how far it is: the next heartbeat carries it, and Temporal's Web UI shows it. */
  readonly report: (details: object) => void;
  readonly signal: AbortSignal;
}

/** What the worker hands to its activities: the effects, made once at start. */
export interface ActivityDeps {
  readonly store: Store;
  readonly trainers: Trainers;
  /** Whether a worker of the study's queue computes with a fingerprint, as far as Temporal knows. */
  hasWorkerOf(arithmetic: string): Promise<boolean>;
  /** The search attributes of ours that the namespace has. */
  searchAttributes(): Promise<readonly SearchAttribute[]>;
  /** How many epochs this worker trains at once. */
  readonly slots: number;
  /** Programs that `command` steps may run. */
  readonly commands: readonly string[];
  /** Types of step that this worker has besides Epochal's. */
  readonly steps: readonly AnyStepDefinition[];
  /** Names this worker in provenance: host and process. */
  readonly worker: string;
}
