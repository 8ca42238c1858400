import type { TrialName } from '../study/labels.ts';
import type { Layer } from '../study/spec.ts';
import type { StepTypeInfo, ValueKind } from '../study/steps.ts';

/** A data set as a step takes it: digests of artifacts. */
export interface Images {
  readonly images: string;
  readonly labels: string;
}

/** A trained model: its weights' digest, an artifact in the format safetensors, and what they are of. */
export interface Model {
  readonly state: string;
  /** The epoch that it is of, from 1. */
  readonly epoch: number;
  readonly layers: readonly Layer[];
  /** Of one sample: [height, width, channels], or [numbers]. */
  readonly shape: readonly number[];
}

/** What an input of each kind is, in TypeScript. */
interface Values {
  readonly number: number;
  readonly text: string;
  readonly boolean: boolean;
  /** Whatever JSON can hold. */
  readonly json: unknown;
  /** The digest of bytes in the store. */
  readonly artifact: string;
  readonly images: Images;
  readonly samples: { readonly samples: string };
  readonly state: Model;
  readonly metrics: Readonly<Record<string, number>>;
}

type Single = keyof Values;
type OwnInputKind = Single | `${Single}[]`;

/** What one trial gave; null where its step was skipped, or the trial failed. */
export interface OfTrial<T> extends TrialName {
  readonly value: T | null;
}

type InputOf<K> = K extends `${infer S extends Single}[]`
  ? readonly OfTrial<Values[S]>[]
  : K extends Single
    ? Values[K]
    : never;

/** What a step is given besides its inputs. */
export interface StepContext {
  readonly store: {
    /** An artifact's bytes, verified. */
    read(digest: string): Promise<Uint8Array>;
    /** A local file with an artifact's bytes, verified. Read it, and don't change it. */
    file(digest: string): Promise<string>;
    /** Stores bytes, and returns their digest: what an output of kind `artifact` is. */
    write(bytes: Uint8Array): Promise<string>;
  };
  /** Says how far it is: Temporal's Web UI shows it under Pending Activities. */
  readonly progress: (details: object) => void;
  /** Aborted when the study is stopped, or the step's time is up. */
  readonly signal: AbortSignal;
}

export type OwnOutputs = Readonly<Record<string, unknown>>;

/** A type of step of one's own. */
export interface StepDefinition<
  I extends Readonly<Record<string, OwnInputKind>>,
  O extends Readonly<Record<string, ValueKind>>,
> {
  /** What a spec `uses`: a namespace and a name, such as `acme/latency`. */
  readonly name: string;
  /** Part of its key: raise it when it gives something else for the same inputs. */
  readonly version: number;
  readonly doc: string;
  readonly per: 'study' | 'trial';
  /** Its inputs with their kinds; `number[]` is one of each trial, for a step per study. */
  readonly inputs: I;
  readonly outputs: O;
  /** False for a measurement: then the first result under a key counts. Default: true. */
  readonly deterministic?: boolean;
  /**
   * Computes the outputs, and nothing else: whatever it depends on is an input, since a result is
   * found by them. It runs in the worker's process: what takes the processor for long belongs into
   * a process or thread of its own.
   */
  run(
    inputs: { readonly [N in keyof I]: InputOf<I[N]> },
    context: StepContext,
  ): Promise<{ readonly [N in keyof O]: Values[O[N]] }>;
}

/** A definition whatever its inputs and outputs are. */
export interface AnyStepDefinition extends Omit<StepTypeInfo, 'inputs' | 'outputs' | 'gathers'> {
  readonly name: string;
  readonly version: number;
  readonly inputs: Readonly<Record<string, OwnInputKind>>;
  readonly outputs: Readonly<Record<string, ValueKind>>;
  readonly deterministic?: boolean;
  run(inputs: Readonly<Record<string, unknown>>, context: StepContext): Promise<OwnOutputs>;
}

/** Defines a type of step of one's own, for `new EpochalPlugin({ steps: [it] })`. */
export function defineStep<
  const I extends Readonly<Record<string, OwnInputKind>>,
  const O extends Readonly<Record<string, ValueKind>>,
>(definition: StepDefinition<I, O>): AnyStepDefinition {
  return definition;
}
