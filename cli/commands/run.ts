import { readRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { openStore } from '../../store/open.ts';
import { storeLocation } from '../../environment/settings.ts';
import type { Plan } from '../../study/plan.ts';
import { connectTo, pointsToServer } from '../connection.ts';
import { EXIT } from '../failure.ts';
import { prepare } from '../prepare.ts';
import { printOutcome } from '../outcome.ts';
import { loadSpec } from '../spec-file.ts';
import { startOrAttach } from '../start-study.ts';
import { bringDown, bringUp, liveSupervisor } from '../supervisor/client.ts';
import { openStudies } from '../supervisor/open-studies.ts';
import { styled } from '../terminal.ts';
import { taskQueue } from '../../environment/settings.ts';
import { watchStudy } from '../watch-study.ts';

/** Runs a study to its end: sets up, starts or attaches, shows progress, prints the results. */
export async function run(
  file: string,
  options: { set: string[]; detach?: boolean },
): Promise<void> {
  const spec = loadSpec(file, options.set);
  const store = await openStore(storeLocation());
  if (await isComplete(store, spec.plan)) {
    say(`${spec.plan.run} is complete: nothing to compute.`);
    await printOutcome(store, spec.plan.run);
    return;
  }
  await prepare();
  const embedded = (await pointsToServer()) ? null : await bringUp('run');
  await using connection = await connectTo(embedded ? { address: embedded.state.address } : {});
  const handle = await startOrAttach(connection.client, spec, options.set, store);
  say(`Watch it at ${webUi(embedded?.state.ui, connection.namespace, spec.plan.study)}`);
  if (options.detach) {
    say(`It goes on by itself. See \`epochal status\`, or \`epochal results ${spec.plan.study}\`.`);
    return;
  }
  const ended = await untilInterrupted(watchStudy(handle, store, spec.plan)).catch(
    async (error: unknown) => {
      if (embedded?.started) await bringDown();
      throw error;
    },
  );
  if (ended === 'interrupted') {
    if (embedded?.started) await bringDown();
    say(`The study is not finished: \`epochal run ${file}\` continues it.`);
    process.exitCode = EXIT.interrupted;
    return;
  }
  if (embedded?.started) await endIfLast(embedded.state.address);
  const status = await printOutcome(store, spec.plan.run);
  if (status !== 'done') process.exitCode = EXIT.studyFailed;
}

/** Whether this very study has run to its end before: then its results are what they are. */
async function isComplete(store: Store, plan: Plan): Promise<boolean> {
  return (await readRun(store, plan.run))?.status === 'done';
}

/** Ends what `run` started, unless another study is open there or somebody asked it to stay. */
async function endIfLast(address: string): Promise<void> {
  if (liveSupervisor()?.mode !== 'run') return;
  if ((await openStudies(address, taskQueue())) === 0) await bringDown();
}

function untilInterrupted<T>(work: Promise<T>): Promise<T | 'interrupted'> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      // A second Ctrl-C finds no listener and ends the command at once.
      process.off('SIGINT', interrupt);
      process.stderr.write('\nDraining: the epochs under way are finished or handed back.\n');
      resolve('interrupted');
    };
    process.on('SIGINT', interrupt);
    work.then(resolve, reject).finally(() => process.off('SIGINT', interrupt));
  });
}

function webUi(ui: string | undefined, namespace: string, workflowId: string): string {
  const path = `/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return ui === undefined ? `your Web UI: ${path}` : `${ui}${path}`;
}

function say(text: string): void {
  process.stdout.write(`${styled('dim', text)}\n`);
}
