import { Context } from '@temporalio/activity';
import { describeWith } from '../datasets/own/describe.ts';
import { fetchOwn } from '../datasets/own/fetch-own.ts';
import { withRemoteFiles } from '../datasets/own/remote.ts';
import { canonicalJson } from '../study/canonical.ts';
import { compileSpec, formatDiagnostics } from '../study/compile.ts';
import { readOptions } from '../study/compile-options.ts';
import type { CompileOptions } from '../study/compile-options.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { RemoteFile } from '../study/own-data.ts';
import type { Plan } from '../study/plan.ts';
import type { Registration } from '../study/registration.ts';
import { registrationOf } from '../store/registration.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';
import { readRun, startRun } from '../store/runs.ts';
import type { ActivityDeps } from './deps.ts';
import { noteStep, runLog } from './step.ts';

/** Temporal refuses results of 2 MB; a plan is the result of `resolve`. */
const PLAN_BYTES = 1_500_000;

/** The YAML as bytes or text, or the spec as an object: whatever the workflow was started with. */
export type SpecSource = Uint8Array | string | object;

/** What the spec is called in diagnostics, such as its path; and what replaces its fields. */
export type ResolveOptions = CompileOptions;

export interface ResolveOutput {
  readonly plan: Plan;
  /** The plan's digest, as an artifact. */
  readonly digest: string;
  readonly store: string;
  /** How many trials to keep open: the slots of the worker that answered. */
  readonly parallelism: number;
  /** The search attributes of ours that the namespace has. */
  readonly attributes: readonly SearchAttribute[];
  /** What the spec says that is probably not meant, in sentences. */
  readonly warnings?: readonly string[];
  /** What is to be decided, written down before the first result. */
  readonly registration: Registration;
}

/**
 * Compiles the spec to a plan, and registers the run and its question under the study's name.
 *
 * @param registered the question as this run has registered it before, where the store may have lost it
 * @throws EpochalError SPEC_INVALID with all diagnostics.
 */
export async function resolve(
  deps: ActivityDeps,
  spec: SpecSource,
  options: ResolveOptions = {},
  registered?: Registration,
): Promise<ResolveOutput> {
  const began = performance.now();
  const stored = await storedFiles(deps, options);
  const steps = Object.fromEntries(deps.steps.map((step) => [step.name, step]));
  const compiled = await withRemoteFiles(
    (file) => obtain(deps, file),
    (readRemote) =>
      compileSpec(spec, options, { describe: describeWith(stored, readRemote), steps }),
  );
  if (!compiled.ok) {
    throw new EpochalError(
      'SPEC_INVALID',
      formatDiagnostics(compiled.diagnostics, { color: false }),
      { diagnostics: compiled.diagnostics.slice(0, LIMITS.diagnostics) },
    );
  }
  const { plan } = compiled;
  const warnings = compiled.warnings.map(({ message }) => message);
  const bytes = Buffer.byteLength(canonicalJson(plan));
  if (bytes > PLAN_BYTES) throw planTooLarge(bytes);
  const digest = await deps.store.writeJson(plan);
  const text = spec instanceof Uint8Array ? new TextDecoder().decode(spec) : spec;
  const source = await deps.store.writeJson({ spec: text, options: options ?? {} });
  const registration = registered ?? (await registrationOf(deps.store, plan));
  const { attempt, workflowExecution } = Context.current().info;
  const execution = workflowExecution?.runId;
  // An attempt before this one came as far as this, and its answer was lost: it is noted already.
  const isNoted = attempt > 1 && (await readRun(deps.store, plan.run))?.execution === execution;
  if (!isNoted) {
    await noteStep(deps, { step: 'resolve', key: digest, log: runLog(plan.run) }, began);
  }
  await startRun(deps.store, {
    ...{ study: plan.study, run: plan.run, plan: digest, source, registration },
    ...(execution !== undefined && { execution }),
  });
  return {
    plan,
    digest,
    store: deps.store.id,
    parallelism: Math.max(1, deps.slots),
    registration,
    attributes: await deps.searchAttributes(),
    ...(warnings.length > 0 && { warnings }),
  };
}

/**
 * Data of one's own, from the store, where `epochal run` has put it. A worker opens no path that a
 * spec names: it may have come from anybody.
 */
async function storedFiles(
  { store }: ActivityDeps,
  options: unknown,
): Promise<(path: string) => Uint8Array> {
  const { files } = readOptions(options);
  const stored = Object.entries(files).map(
    async ([path, digest]) => [path, await store.readArtifact(digest)] as const,
  );
  const bytes = new Map(await Promise.all(stored));
  return (path) => {
    const found = bytes.get(path);
    if (found !== undefined) return found;
    throw new Error(
      'A worker opens no files. Start the study with `epochal run`, which puts them into the store, ' +
        'or give their digests there as the option `files`.',
    );
  };
}

/** A file that has an address, from the store if it is there. */
async function obtain({ store }: ActivityDeps, file: RemoteFile): Promise<Uint8Array> {
  const digest = `sha256:${file.sha256}`;
  if (await store.isIntact(digest)) return store.readArtifact(digest);
  const bytes = await fetchOwn(file);
  await store.writeArtifact(bytes); // whatever takes the next step finds it there
  return bytes;
}

function planTooLarge(bytes: number): EpochalError {
  return new EpochalError(
    'SPEC_INVALID',
    `The study's plan has ${bytes} bytes, the most is ${PLAN_BYTES}. Cut it into several studies, ` +
      'each with some of the variants or seeds: what they share is computed once all the same.',
    { bytes },
  );
}
