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
  /** States and commits. */
  readonly artifacts: readonly OpenObject[];
  readonly records: readonly OpenObject[];
}

/** What the trials that are not at their last epochs have in the store. */
export function openObjects(site: Site): OpenObjects {
  const files = new StoreFiles(site.store);
  const open = files.trials().filter(({ committed, epochs }) => {
    // Nobody looks any more at what a trial had, once it is about to end.
    return (committed?.epoch ?? 0) < epochs - 1;
  });
  const keys = open.flatMap((trial) => files.trialEvents(trial).map(({ key }) => key));
  const digests = open.flatMap(({ committed }) => chain(site, committed?.commit ?? null));
  return {
    artifacts: objects(site, 'artifact', digests, artifactPath),
    records: objects(site, 'record', keys, recordPath),
  };
}

function chain(site: Site, tip: string | null): string[] {
  const digests: string[] = [];
  for (let digest = tip; digest !== null;) {
    const commit = readCommit(join(site.store, artifactPath(digest)));
    if (commit === null) break;
    digests.push(digest, commit.state);
    digest = commit.parent;
  }
  return digests;
}

/** Null for one that is damaged or gone. */
function readCommit(path: string): Commit | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Commit;
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
