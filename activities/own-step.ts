import { CancelledFailure } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { noteOutput, readOutput } from '../store/outputs.ts';
import { canonicalJson } from '../study/canonical.ts';
import { digestOf } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import type { StepReference } from '../study/expressions.ts';
import { LIMITS } from '../study/limits.ts';
import { nameOf } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import type { ValueKind } from '../study/steps.ts';
import type { StepDeps } from './deps.ts';
import type { RunInput } from './inputs.ts';
import { requireStore, runLog, runStep } from './step.ts';
import { runCommandStep } from './command-step.ts';
import type { AnyStepDefinition, OwnOutputs, StepContext } from './step-definition.ts';

/** What the activity of a step of one's own is told. */
export interface OwnStepInput extends RunInput {
  /** The step's name in the spec. */
  readonly step: string;
  /** The trial's index in the plan; null for a step per study. */
  readonly trial: number | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** Inputs that are one value of each trial. */
  readonly gathered: Readonly<Record<string, StepReference>>;
}

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
  run(inputs: Readonly<Record<string, unknown>>, context: StepContext): Promise<unknown>;
}

/** Runs a registered step unless its record exists. */
export function registeredStep(
  definition: AnyStepDefinition,
): (deps: StepDeps, input: OwnStepInput) => Promise<OwnOutputs> {
  const { name: uses, version, outputs, deterministic = true } = definition;
  return (deps, input) =>
    ownStep(deps, input, {
      ...{ uses, version, outputs, deterministic },
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
  const inputs = { ...input.values, ...(await gather(deps, input)) };
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
  const found = await runStep(deps, step, async () =>
    checked(await explained(input.step, uses, () => work.run(inputs, context)), input.step, work),
  );
  await noteOutput(store, input, { key, uses });
  return found;
}

/** One value of each trial, in plan order; null where the step was skipped, or its trial failed. */
async function gather(
  deps: StepDeps,
  input: OwnStepInput,
): Promise<Readonly<Record<string, unknown>>> {
  const names = Object.entries(input.gathered);
  if (names.length === 0) return {};
  const plan = await deps.store.readJson<Plan>(input.plan);
  const gathered = names.map(async ([name, { step, output, members }]) => {
    const values = plan.trials.map(async ({ index, ...trial }) => {
      const outputs = await readOutput(deps.store, { run: input.run, step, trial: index });
      const value = [output, ...members].reduce<unknown>(
        (from, member) => (from as Record<string, unknown> | undefined)?.[member],
        outputs?.values,
      );
      return { ...nameOf(trial), value: value ?? null };
    });
    return [name, await Promise.all(values)] as const;
  });
  return Object.fromEntries(await Promise.all(gathered));
}

/** What somebody's own code throws, as an error that says whose it is. */
async function explained<T>(step: string, uses: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { name, message } = error as Partial<Error>;
    if (name === 'AbortError') throw new CancelledFailure(`The step ${step} was cancelled.`);
    if (error instanceof EpochalError || error instanceof TemporalFailure) throw error;
    throw new EpochalError(
      'STEP_FAILED',
      `The step ${step} (${uses}) failed: ${message ?? String(error)}`,
      { step, uses },
      { cause: error },
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

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

function artifactsIn(found: OwnOutputs, outputs: Work['outputs']): readonly string[] {
  return Object.entries(outputs).flatMap(([name, kind]) =>
    kind === 'artifact' && isDigest(found[name]) ? [found[name]] : [],
  );
}
