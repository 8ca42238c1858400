import type { CompileOptions } from '../study/compile-options.ts';
import type { Registration } from '../study/registration.ts';
import type { Crossing, EngineDescription, StudyStatus } from '../study/results.ts';
import type { Store } from './store.ts';

/** Where a run of a study stands: what `results` needs to find everything else. */
export interface RunRef {
  /** The plan's digest, as an artifact. */
  readonly plan: string;
  /** What it was started with, a `RunSource`, as an artifact. */
  readonly source?: string;
  /** The study's workflow run. */
  readonly execution?: string;
  readonly status: StudyStatus;
  /** Why it failed, in a sentence. */
  readonly reason?: string;
  /** Trials that have started, by their index in the plan. */
  readonly trials: Readonly<Record<number, StartedTrial>>;
  /** The report's files by name, as artifacts, once it is written. */
  readonly report?: Readonly<Record<string, string>>;
  /** What was to be decided, as it was written down before the first result. */
  readonly registration?: Registration;
  /** The variants' table and the verdicts, an artifact, once all trials have ended. */
  readonly comparison?: string;
}

/** What a run was started with. */
export interface RunSource {
  /** The spec as YAML, or as an object. */
  readonly spec: string | object;
  readonly options: CompileOptions;
}

export interface StartedTrial {
  /** The fingerprint it is pinned to, and the engine behind it. */
  readonly arithmetic: string;
  readonly engine: EngineDescription;
  /** Where it came to that from another one, with that one's engine and the trial key until then. */
  readonly crossings?: readonly (Crossing & Pick<StartedTrial, 'engine' | 'key'>)[];
  /** The trial key, which names the ref of its newest commit. */
  readonly key: string;
  /** Digests of the sets it is tested on: only needed to find the test's record. */
  readonly test: { readonly images: string; readonly labels: string };
  /** Why it failed, in a sentence. */
  readonly failed?: string;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: StudyStatus;
  /** Why it failed, in a sentence. */
  readonly reason?: string;
  /** Why trials failed, by their index in the plan. */
  readonly failed: Readonly<Record<number, string>>;
  /** The report's files by name, as artifacts. */
  readonly report?: Readonly<Record<string, string>>;
  /** As it was when the run began: the store may have lost it since. */
  readonly registration?: Registration;
  /** The variants' table and the verdicts, an artifact. */
  readonly comparison?: string;
}

/** Where a run stands once it has ended. */
export function concluded(ref: RunRef, end: RunEnd): RunRef {
  const { status, reason, failed, report, comparison } = end;
  const registration = end.registration ?? ref.registration;
  const trials = Object.entries(ref.trials).map(([index, trial]) => {
    const why = failed[Number(index)];
    return [index, why === undefined ? trial : { ...trial, failed: why }] as const;
  });
  return {
    plan: ref.plan,
    ...(ref.source !== undefined && { source: ref.source }),
    ...(ref.execution !== undefined && { execution: ref.execution }),
    status,
    ...(reason !== undefined && { reason }),
    trials: Object.fromEntries(trials),
    ...(report !== undefined && { report }),
    ...(registration !== undefined && { registration }),
    ...(comparison !== undefined && { comparison }),
  };
}

/** What a study's ref holds: its runs, the newest last. */
export interface StudyRef {
  readonly runs: readonly string[];
}

/** Reads where a run stands. */
export async function readRun(store: Store, run: string): Promise<RunRef | null> {
  return store.readRef<RunRef>(`runs/${run}`);
}

/** Changes where a run stands; one that the store has lost is made anew. */
export async function updateRun(
  store: Store,
  { run, plan }: { readonly run: string; readonly plan: string },
  change: (ref: RunRef) => RunRef,
): Promise<void> {
  if ((await readRun(store, run)) === null) {
    await startRun(store, { study: run.slice(0, run.lastIndexOf('@')), run, plan });
  }
  await store.updateRef<RunRef>(`runs/${run}`, (ref) => (ref === null ? null : change(ref)));
}

/** Makes a run the study's newest and marks it running; what it had already is kept. */
export async function startRun(
  store: Store,
  {
    study,
    run,
    plan,
    source,
    execution,
    registration,
  }: Pick<RunRef, 'plan' | 'source' | 'execution' | 'registration'> &
    Record<'study' | 'run', string>,
): Promise<void> {
  await store.updateRef<RunRef>(`runs/${run}`, (ref) => ({
    plan,
    ...(source !== undefined && { source }),
    ...(execution !== undefined && { execution }),
    ...(registration !== undefined && { registration }),
    status: 'running',
    trials: withoutFailures(ref?.trials ?? {}),
  }));
  await store.updateRef<StudyRef>(`studies/${study}`, (ref) => ({
    runs: [...(ref?.runs ?? []).filter((other) => other !== run), run],
  }));
}

/** What failed is tried again: how, is of the run before. */
function withoutFailures(trials: RunRef['trials']): RunRef['trials'] {
  return Object.fromEntries(
    Object.entries(trials).map(([index, { failed: _failed, ...trial }]) => [index, trial]),
  );
}

/** The log of what a run found missing or damaged. */
export function damageLog(run: string): string {
  return `damage/${run}`;
}

/** A run as somebody named it: itself, or a study's newest; the name as it is for what is unknown. */
export async function runNamed(store: Store, study: string): Promise<string> {
  return study.includes('@') ? study : ((await newestRun(store, study)) ?? study);
}

/** The name of a study's newest run, or null. */
export async function newestRun(store: Store, study: string): Promise<string | null> {
  return (await runsOf(store, study)).at(-1) ?? null;
}

/** A study's runs, the newest last. */
export async function runsOf(store: Store, study: string): Promise<readonly string[]> {
  return (await store.readRef<StudyRef>(`studies/${study}`))?.runs ?? [];
}
