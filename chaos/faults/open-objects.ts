import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '../../store/commits.ts';
import type { Site } from '../site.ts';
import { StoreFiles, artifactPath, recordPath } from '../store-files.ts';

/** An object of the store that a trial needs which still goes on. */
export interface OpenObject {
  /** As provenance names it: `artifact sha256:…` or `record sha256:…`. */
  readonly name: string;
  readonly path: string;
}

export interface OpenObjects {
  /** States, commits, data and split. */
  readonly artifacts: readonly OpenObject[];
  readonly records: readonly OpenObject[];
}

/** What the trials that are not at their last epochs have in the store, and what they need. */
export function openObjects(site: Site): OpenObjects {
  const files = new StoreFiles(site.store);
  // Nobody looks any more at what a trial had, once it is about to end.
  const open = files
    .trials()
    .filter(({ committed, epochs }) => (committed?.epoch ?? 0) < epochs - 1);
  const numbers = new Set(open.map(({ trial }) => trial));
  const prepared = files.runEvents().filter(({ step, trial }) => {
    if (step === 'download') return open.length > 0;
    return step === 'split' && trial !== undefined && numbers.has(trial);
  });
  const keys = [...prepared, ...open.flatMap((trial) => files.trialEvents(trial))].map(
    ({ key }) => key,
  );
  const digests = [
    ...open.flatMap(({ committed }) => chain(site, committed?.commit ?? null)),
    ...prepared.flatMap(({ key }) => resultDigests(site, key)),
  ];
  return {
    artifacts: objects(site, 'artifact', digests, artifactPath),
    records: objects(site, 'record', keys, recordPath),
  };
}

/** The artifacts that a record of data or a split names. */
function resultDigests(site: Site, key: string): string[] {
  const record = read(join(site.store, recordPath(key)));
  const { body } = (record ?? {}) as { readonly body?: { readonly result: object } };
  return Object.values(body?.result ?? {});
}

function chain(site: Site, tip: string | null): string[] {
  const digests: string[] = [];
  for (let digest = tip; digest !== null;) {
    const commit = read(join(site.store, artifactPath(digest))) as Commit | null;
    if (commit === null) break;
    digests.push(digest, commit.state);
    digest = commit.parent;
  }
  return digests;
}

/** Null for what is damaged or gone. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function objects(
  site: Site,
  kind: string,
  digests: readonly string[],
  path: (digest: string) => string,
): OpenObject[] {
  return [...new Set(digests)]
    .map((digest) => ({ name: `${kind} ${digest}`, path: join(site.store, path(digest)) }))
    .filter((object) => existsSync(object.path));
}
