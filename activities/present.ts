import type { EngineDescription } from '../study/results.ts';
import type { ActivityDeps } from './deps.ts';
import type { RunInput } from './inputs.ts';

/** A training worker that is there. */
export interface PresentOutput {
  readonly worker: string;
  readonly arithmetic: string;
  readonly backend: EngineDescription['backend'];
}

/** Says which worker is there and with which arithmetic, for a trial that waits for its own. */
export async function present(deps: ActivityDeps, _input: RunInput): Promise<PresentOutput> {
  const { fingerprint, engine } = await deps.trainers.describe();
  return { worker: deps.worker, arithmetic: fingerprint, backend: engine.backend };
}
