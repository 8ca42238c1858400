import { collectResults, incompleteTrials } from '../../store/results.ts';
import { registrationOf } from '../../store/registration.ts';
import { readRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { openStore } from '../../store/open.ts';
import { storeLocation } from '../../environment/settings.ts';
import { EpochalError } from '../../study/errors.ts';
import type { Plan } from '../../study/plan.ts';
import { isOwnStep } from '../../study/steps.ts';
import { commandLine } from '../command-line.ts';
import { pointsToServer } from '../connection.ts';
import { EXIT } from '../failure.ts';
import { followStudy } from '../follow-study.ts';
import { prepare } from '../prepare.ts';
import { printOutcome } from '../outcome.ts';
import { registrationBlock } from '../registration-block.ts';
import { loadSpec, printWarnings } from '../spec-file.ts';
import type { LoadedSpec } from '../spec-file.ts';
import { startOrAttach } from '../start-study.ts';
import { bringDown, bringUp, liveSupervisor } from '../supervisor/client.ts';
import { openStudies } from '../supervisor/open-studies.ts';
import { noteStarted } from '../supervisor/started-studies.ts';
import { styled } from '../terminal.ts';

interface RunOptions {
  readonly detach?: boolean;
}

/** Runs a study to its end. */
export async function run(file: string, options: RunOptions & { set: string[] }): Promise<void> {
  const spec = await loadSpec(file, options.set);
  printWarnings(spec);
  await runSpec(spec, await openStore(storeLocation()), options);
}

/** Sets up, starts the study or attaches to it, shows progress, prints the results. */
export async function runSpec(
  spec: LoadedSpec,
  store: Store,
  options: RunOptions = {},
): Promise<void> {
  if (await isComplete(store, spec.plan)) {
    say(`${spec.plan.run} is complete: nothing to compute.`);
    await printOutcome(store, spec.plan.run, spec.file);
    return;
  }
  if (spec.plan.hypotheses.length > 0) await sayRegistration(store, spec.plan);
  const datasets = spec.plan.trials.flatMap(({ data: { dataset } }) =>
    typeof dataset === 'string' ? [dataset] : [],
  );
  await prepare({ datasets: [...new Set(datasets)] });
  const embedded = (await pointsToServer()) ? null : await bringUp('run');
  try {
    await followStudy(store, spec.plan, {
      embedded: embedded?.state ?? null,
      keepsUp: true,
      async attach({ client }) {
        const handle = await startOrAttach(client, spec, store);
        if (embedded !== null) noteStarted(spec.plan.study);
        return handle;
      },
      file: spec.file,
      ...options,
    });
  } catch (error) {
    if (embedded?.started) await endIfOurs();
    throw error;
  }
  if (process.exitCode === EXIT.interrupted) await leave(spec, embedded?.started === true);
  else if (embedded?.started && !options.detach) await endIfLast();
}

/** Says what the run's verdicts will be marked with. */
async function sayRegistration(store: Store, plan: Plan): Promise<void> {
  for (const text of registrationBlock(plan, await registrationOf(store, plan))) {
    process.stdout.write(`${text}\n`);
  }
}

/** After Ctrl-C: drains what this command started, and says how the study goes on. */
async function leave({ again, plan }: LoadedSpec, started: boolean): Promise<void> {
  if (started && liveSupervisor()?.mode === 'run') {
    process.stderr.write('Draining: the epochs under way are finished or handed back.\n');
    await bringDown();
    say(`The study is not finished. This continues it:\n  ${again}`);
  } else {
    say(`The study goes on. This shows it again:\n  ${commandLine('watch', [plan.study], [])}`);
    say(`This stops it:\n  ${commandLine('stop', [plan.study], [])}`);
  }
}

/** Whether this very study has run to its end, and all that it left is still there. */
export async function isComplete(store: Store, plan: Plan): Promise<boolean> {
  const ref = await readRun(store, plan.run);
  if (ref?.status !== 'done') return false;
  // Only a worker knows which version of them it has; what it finds costs it nothing.
  if (plan.steps.some(isOwnStep)) return false;
  try {
    for (const digest of [ref.plan, ...Object.values(ref.report ?? {})]) {
      await store.readArtifact(digest);
    }
    const { results } = await collectResults(store, plan.run);
    const kept = results.trials.flatMap(({ epochs, test }) => [
      ...epochs.map(({ checkpoint }) => checkpoint),
      ...(test?.predictions === undefined ? [] : [test.predictions]),
    ]);
    const there = await Promise.all(kept.map((digest) => store.hasArtifact(digest)));
    return incompleteTrials(results, plan).length === 0 && there.every(Boolean);
  } catch (error) {
    if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') return false;
    throw error;
  }
}

/** Ends what `run` started, unless somebody asked it to stay. */
async function endIfOurs(): Promise<void> {
  if (liveSupervisor()?.mode === 'run') await bringDown();
}

/** Ends what `run` started, unless another study is open there or somebody asked it to stay. */
async function endIfLast(): Promise<void> {
  const live = liveSupervisor();
  if (live?.mode !== 'run') return;
  if ((await openStudies(live.address)) === 0) await bringDown();
}

function say(text: string): void {
  process.stdout.write(`${styled('dim', text)}\n`);
}
