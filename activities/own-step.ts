import { CancelledFailure, Context } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { noteOutput } from '../store/outputs.ts';
import { canonicalJson } from '../study/canonical.ts';
import { digestOf, isDigest } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { Plan } from '../study/plan.ts';
import { VALUE_KINDS } from '../study/steps.ts';
import type { ValueKind } from '../study/steps.ts';
import type { StepDeps } from './deps.ts';
import { gatherInputs } from './gather.ts';
import type { OwnStepInput } from './inputs.ts';
import { requireStore, runLog, runStep } from './step.ts';
import { runCommandStep } from './command-step.ts';
import type { AnyStepDefinition, OwnOutputs, StepContext } from './step-definition.ts';

/** An activity of a step of one's own, as workflows see it. */
export type OwnActivity = (input: OwnStepInput) => Promise<OwnOutputs>;

/** What is run, whoever wrote it. */
interface Work {
  readonly uses: string;
  readonly version: number | string;
  readonly outputs: Readonly<Record<string, ValueKind>>;
  /** Besides its inputs, what its result depends on. */
  readonly also?: object;
  readonly deterministic: boolean;
  /** What its inputs have to be; none: whatever they are. */
  readonly inputs?: AnyStepDefinition['inputs'];
  run(inputs: Readonly<Record<string, unknown>>, context: StepContext): Promise<unknown>;
}

/** Runs a registered step unless its record exists. */
export function registeredStep(
  definition: AnyStepDefinition,
): (deps: StepDeps, input: OwnStepInput) => Promise<OwnOutputs> {
  const { name: uses, version, inputs: kinds, outputs, deterministic = true } = definition;
  return (deps, input) =>
    ownStep(deps, input, {
      ...{ uses, version, inputs: kinds, outputs, deterministic },
      run: (inputs, context) => definition.run(inputs, context),
    });
}

/** Runs a program that the worker allows, unless its record exists. */
export async function command(deps: StepDeps, input: OwnStepInput): Promise<OwnOutputs> {
  const plan = await deps.store.readJson<Plan>(input.plan);
  const planned = plan.steps.find(({ id }) => id === input.step)?.command;
  if (planned === undefined) throw new Error(`${input.step} has no command`); // the spec was checked
  const { line, outputs, version } = planned;
  return ownStep(deps, input, {
    ...{ uses: 'command', version, outputs, deterministic: true },
    also: { command: line },
    run: (inputs, context) => runCommandStep(deps.commands, line, inputs, context),
  });
}

async function ownStep(deps: StepDeps, input: OwnStepInput, work: Work): Promise<OwnOutputs> {
  requireStore(deps, input.store);
  const inputs = { ...input.values, ...(await gatherInputs(deps, input)) };
  const { uses, version, outputs, also } = work;
  const key = digestOf({ step: uses, version, inputs, outputs, ...also });
  const { store, report: progress, signal } = deps;
  progress({ step: input.step });
  const context: StepContext = {
    store: {
      read: (digest) => store.readArtifact(digest),
      file: async (digest) => {
        // Whoever gets a file doesn't verify it.
        if (await store.isIntact(digest)) return (await store.artifactFile(digest)).path;
        await store.readArtifact(digest);
        throw new Error(`${digest} changed while it was read`);
      },
      write: (bytes) => store.writeArtifact(bytes),
    },
    progress: (details) => progress({ step: input.step, ...details }),
    signal,
  };
  const step = {
    step: uses,
    key,
    store: input.store,
    log: runLog(input.run),
    ...(input.trial !== null && { trial: input.trial }),
    artifacts: (found: OwnOutputs) => artifactsIn(found, outputs),
    ...(!work.deterministic && { firstWins: true as const }),
  };
  const found = await runStep(deps, step, () =>
    counted(input, signal, async () => {
      requireKinds(input.step, inputs, work);
      return checked(await work.run(inputs, context), input.step, work);
    }),
  );
  await noteOutput(store, input, { key, execution: input.execution });
  return found;
}

/**
 * Runs somebody's own code. What that throws says whose it is, and from the last of the step's
 * attempts on it is final: an attempt that a worker's death took is none of them.
 */
async function counted<T>(
  { step, attempts }: OwnStepInput,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (signal.aborted) throw new CancelledFailure(`The step ${step} was ended.`);
    if (error instanceof TemporalFailure) throw error;
    if (error instanceof EpochalError && error.code !== 'STEP_FAILED') throw error;
    const final = Context.current().info.attempt >= attempts;
    throw new EpochalError(
      'STEP_FAILED',
      messageOf(error, step),
      { step, final },
      { cause: error },
    );
  }
}

function messageOf(error: unknown, step: string): string {
  if (error instanceof EpochalError) return error.message;
  const { message } = (error ?? {}) as Partial<Error>;
  return `The step ${step} failed: ${message ?? String(error)}`;
}

/** @throws EpochalError STEP_FAILED when an input is known only now, and of another kind. */
function requireKinds(
  step: string,
  inputs: Readonly<Record<string, unknown>>,
  { uses, inputs: kinds }: Work,
): void {
  for (const [name, kind] of Object.entries(kinds ?? {})) {
    const single = kind.replace('[]', '') as ValueKind;
    if (!VALUE_KINDS.includes(single)) continue;
    const given = inputs[name];
    const values = kind.endsWith('[]')
      ? (given as { value: unknown }[]).map(({ value }) => value).filter((value) => value !== null)
      : [given];
    const wrong = values.find((value) => !isOfKind(value, single));
    if (wrong === undefined) continue;
    throw new EpochalError(
      'STEP_FAILED',
      `The step ${step} (${uses}) takes ${name} as ${single}, and was given ${show(wrong)}.`,
      { step, uses },
    );
  }
}

/** @throws EpochalError STEP_FAILED when a step does not give what its type declares. */
function checked(given: unknown, step: string, { uses, outputs }: Work): OwnOutputs {
  const fail = (message: string): EpochalError =>
    new EpochalError('STEP_FAILED', `The step ${step} (${uses}) ${message}`, { step, uses });
  if (typeof given !== 'object' || given === null) throw fail('gave no outputs. Return an object.');
  const members = given as Readonly<Record<string, unknown>>;
  const missing = Object.keys(outputs).filter((name) => members[name] === undefined);
  if (missing.length > 0) throw fail(`did not give ${missing.join(', ')}.`);
  const more = Object.keys(members).filter((name) => !Object.hasOwn(outputs, name));
  if (more.length > 0) throw fail(`gave ${more.join(', ')}, which it does not declare.`);
  for (const [name, kind] of Object.entries(outputs)) {
    const value = members[name];
    if (isOfKind(value, kind)) continue;
    throw fail(`gave ${name}: ${show(value)}, which is no ${kind}${WHY[kind] ?? ''}.`);
  }
  if (!isJson(members)) throw fail('gave something that JSON can’t hold.');
  const bytes = Buffer.byteLength(canonicalJson(members));
  if (bytes <= LIMITS.outputBytes) return members;
  throw fail(
    `gave ${bytes} bytes, the most is ${LIMITS.outputBytes}. Write what is larger to the store, and ` +
      'give its digest.',
  );
}

const WHY: Partial<Record<ValueKind, string>> = {
  number: ' that is finite',
  artifact: '’s digest in the store',
};

function isOfKind(value: unknown, kind: ValueKind): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'artifact':
      return isDigest(value);
    case 'json':
      return isJson(value);
  }
}

function isJson(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? 'an object' : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function artifactsIn(found: OwnOutputs, outputs: Work['outputs']): readonly string[] {
  return Object.entries(outputs).flatMap(([name, kind]) =>
    kind === 'artifact' && isDigest(found[name]) ? [found[name]] : [],
  );
}
