import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import type { RunRef } from '../../store/runs.ts';
import { EpochalError } from '../../study/errors.ts';
import type { Plan } from '../../study/plan.ts';
import type { Connected } from '../connection.ts';
import { EXIT } from '../failure.ts';
import { followStudy, printEnd } from '../follow-study.ts';
import { folderServer } from '../running-study.ts';
import type { StudyHandle } from '../start-study.ts';
import { requireStudyStore } from '../study-store.ts';

/** Shows a study that runs until it ends, or how it has ended. Starts nothing, and stops nothing. */
export async function watch(study: string): Promise<void> {
  const store = await requireStudyStore(storeLocation(), study);
  const { plan, ref } = await collectResults(store, study);
  if (ref.status !== 'running') return printEnd(store, plan.run);
  const embedded = await folderServer(plan.study, 'watch');
  const attach = (connection: Connected): Promise<StudyHandle> => find(connection, plan, ref);
  await followStudy(store, plan, { embedded, keepsUp: false, attach });
  if (process.exitCode === EXIT.interrupted) {
    process.stdout.write(
      `${plan.study} goes on. This shows it again: epochal watch ${plan.study}\n`,
    );
  }
}

/**
 * The study's workflow, by the study's name or whatever id somebody else gave it.
 *
 * @throws EpochalError STUDY_UNKNOWN
 */
async function find(
  { client }: Connected,
  plan: Plan,
  { execution }: RunRef,
): Promise<StudyHandle> {
  const which = execution === undefined ? '' : ` AND RunId = '${execution}'`;
  const query = `WorkflowType = 'study' AND ExecutionStatus = 'Running'${which}`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    if (execution === undefined && workflowId !== plan.study) continue;
    return client.workflow.getHandle(workflowId, runId);
  }
  // What has just begun, or just ended, a list may not have yet, or any more.
  const byName = client.workflow.getHandle(plan.study, execution);
  const status = await byName.describe().then(
    (described) => described.status.name,
    () => null,
  );
  if (status === 'RUNNING' || status === 'COMPLETED') return byName;
  throw new EpochalError(
    'STUDY_UNKNOWN',
    `${plan.run} was interrupted: it has not ended, and the server does not have it open. ` +
      `\`epochal retry ${plan.study}\` goes on from what is there; \`epochal results\` shows that.`,
    { run: plan.run },
  );
}
