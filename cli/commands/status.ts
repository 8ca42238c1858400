import { storeLocation } from '../../environment/settings.ts';
import { openExistingStore } from '../../store/open.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { EpochalError } from '../../study/errors.ts';
import { connectTo, pointsToServer } from '../connection.ts';
import { liveSupervisor, orphans } from '../supervisor/client.ts';
import { openStudies } from '../supervisor/open-studies.ts';
import { isAlive } from '../supervisor/processes.ts';
import type { Kept } from '../supervisor/state.ts';
import { styled, table } from '../terminal.ts';
import { PAUSED, describeOpen, reasonsOf } from '../waiting.ts';

/** Where a study's row has its status. */
const STATUS = 2;

/** Prints what runs here, and every study of the store. */
export async function status(): Promise<void> {
  const live = liveSupervisor();
  const lines =
    live === null
      ? [idleLine()]
      : [
          `Temporal  ${live.address}  ${keptLabel(live.server)}`,
          `Worker    ${keptLabel(live.worker)}`,
          `Web UI    ${live.ui}`,
          live.mode === 'up' ? 'Stays until `epochal down`.' : 'Ends with the last open study.',
        ];
  const store = await openExistingStore(storeLocation());
  const server = live !== null || (await pointsToServer());
  const studies = store === null ? [] : await studyRows(store, server);
  const waiting = server ? await waitingLines(studies, live?.address) : [];
  lines.push('', styled('bold', 'Studies'));
  lines.push(
    studies.length === 0
      ? 'none yet: start one with `epochal run specs/relu.yaml`'
      : table(['study', 'run', 'status', 'trials done', 'epochs'], studies, [3, 4]),
  );
  if (waiting.length > 0) lines.push('', styled('bold', 'Waiting'), ...waiting);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What the running studies wait for; their rows say that they do. */
async function waitingLines(rows: string[][], address: string | undefined): Promise<string[]> {
  const running = rows.filter((row) => row[STATUS] === 'running');
  if (running.length === 0) return [];
  try {
    await using connection = await connectTo(address === undefined ? {} : { address });
    const lines: string[] = [];
    for (const row of running) {
      const workflows = await describeOpen(connection.client.workflow, row[0]!);
      const reasons = reasonsOf(workflows);
      // Terminated, or of a server that is gone: the next `run` or `retry` goes on. One that is open
      // may have another name there, given by whoever started it.
      if (workflows.length === 0 && (await openStudies(connection.address)) === 0) {
        row[STATUS] = 'interrupted';
      }
      if (reasons.length > 0) {
        row[STATUS] = reasons.includes(PAUSED) ? 'paused' : 'waiting';
      }
      lines.push(...reasons.map((reason) => `${row[0]}: ${reason}`));
    }
    return lines;
  } catch (error) {
    if (!(error instanceof EpochalError && error.code === 'SERVER_UNREACHABLE')) throw error;
    for (const row of running) row[STATUS] = 'waiting';
    return [`${error.message} The studies go on when it is back.`];
  }
}

/** @param running whether a server is there that the open studies go on with */
async function studyRows(store: Store, running: boolean): Promise<string[][]> {
  const rows: string[][] = [];
  for (const name of await store.listRefs('studies')) {
    const study = name.slice('studies/'.length);
    const collected = await collectResults(store, study).catch(nullWhenDamaged);
    if (collected === null) {
      rows.push([study, '', 'damaged', '', '']);
      continue;
    }
    const { results, plan } = collected;
    const done = results.trials.filter((trial) => trial.status === 'done').length;
    const epochs = results.trials.reduce((sum, trial) => sum + trial.epochs.length, 0);
    const all = plan.trials.reduce(
      (sum, { index, epochs: planned }) =>
        sum + (results.trials[index]?.earlyStop?.epoch ?? planned),
      0,
    );
    rows.push([
      results.study,
      results.run,
      running || results.status !== 'running' ? results.status : 'interrupted',
      `${done}/${results.trials.length}`,
      `${epochs}/${all}`,
    ]);
  }
  return rows;
}

/** One damaged study must not hide the others; `results` says what is wrong with it. */
function nullWhenDamaged(error: unknown): null {
  const code = error instanceof EpochalError ? error.code : null;
  if (code === 'ARTIFACT_MISSING' || code === 'STUDY_UNKNOWN') return null;
  throw error;
}

function idleLine(): string {
  const { server, worker } = orphans();
  if (server === null && worker === null) return 'Nothing is running in this folder.';
  return (
    'The supervisor was killed; what it kept still runs. `epochal up` takes it over, ' +
    '`epochal down` ends it.'
  );
}

function keptLabel(kept: Kept | null): string {
  if (kept === null || !isAlive(kept.process)) return 'starting';
  const times = kept.restarts === 1 ? 'once' : `${kept.restarts} times`;
  return `process ${kept.process.pid}${kept.restarts > 0 ? `, restarted ${times}` : ''}`;
}
