import { storeLocation } from '../../environment/settings.ts';
import { openExistingStore } from '../../store/open.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { EpochalError } from '../../study/errors.ts';
import { pointsToServer } from '../connection.ts';
import { liveSupervisor, orphans } from '../supervisor/client.ts';
import { isAlive } from '../supervisor/processes.ts';
import type { Kept } from '../supervisor/state.ts';
import { styled, table } from '../terminal.ts';

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
  const studies =
    store === null ? [] : await studyRows(store, live !== null || (await pointsToServer()));
  lines.push('', styled('bold', 'Studies'));
  lines.push(
    studies.length === 0
      ? 'none yet: start one with `epochal run specs/relu.yaml`'
      : table(['study', 'run', 'status', 'trials done', 'epochs'], studies, [3, 4]),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
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
    const all = plan.trials.reduce((sum, trial) => sum + trial.epochs, 0);
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
  if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') return null;
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
