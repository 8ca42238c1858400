import { openExistingStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';

/** @throws EpochalError STUDY_UNKNOWN when there is no store at all. */
export async function requireStudyStore(location: string, study: string): Promise<Store> {
  const store = await openExistingStore(location);
  if (store !== null) return store;
  throw new EpochalError(
    'STUDY_UNKNOWN',
    `No study ${JSON.stringify(study)}: there is no store at ${location} yet. ` +
      'Run a study with `epochal run <spec.yaml>`, or set EPOCHAL_STORE to where yours is.',
    { study, store: location },
  );
}
