import { openExistingStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { quoted } from '../study/readable.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import { NAME_PATTERN } from '../study/sections.ts';

/** A name, `@` and the 64 digits of a sha256. */
const LENGTH = LIMITS.nameLength + 1 + 64;
const NAME = new RegExp(`${NAME_PATTERN.slice(0, -1)}(@[0-9a-f]*)?$`);

/**
 * A study's name, or one run of it, as somebody wrote it.
 *
 * @throws EpochalError USAGE for what no study can be called
 */
export function requireStudyName(study: string): string {
  if (study.length <= LENGTH && NAME.test(study)) return study;
  throw new EpochalError(
    'USAGE',
    `${quoted(study)} can't be a study, expected a name such as relu, or one run of it ` +
      'such as relu@3f2a9c01. `epochal status` shows those that are here.',
    { study },
  );
}

/** @throws EpochalError STUDY_UNKNOWN when there is no store at all; USAGE for what is no name. */
export async function requireStudyStore(location: string, study: string): Promise<Store> {
  requireStudyName(study);
  const store = await openExistingStore(location);
  if (store !== null) return store;
  throw new EpochalError(
    'STUDY_UNKNOWN',
    `No study ${JSON.stringify(study)}: there is no store at ${location} yet. ` +
      'Run a study with `epochal run <spec.yaml>`, or set EPOCHAL_STORE to where yours is.',
    { study, store: location },
  );
}
