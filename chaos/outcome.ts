import { join } from 'node:path';
import { sha256OfFile } from '../environment/sha256.ts';
import type { Provenance, Results } from '../study/results.ts';
import type { Outcome } from './compare.ts';
import type { Site } from './site.ts';
import { artifactPath } from './store-files.ts';

/** Reads what a run came to: its results as the command prints them, and each checkpoint's bytes. */
export async function readOutcome(site: Site, study: string): Promise<Outcome> {
  const { code, stdout, stderr } = await site.epochal('results', study, '--json');
  if (code !== 0) throw new Error(`epochal results ended with ${code}: ${stderr}`);
  const { results, provenance } = JSON.parse(stdout) as {
    results: Results;
    provenance: Provenance;
  };
  const bytes = new Map<string, string | null>();
  for (const { checkpoint } of results.trials.flatMap(({ epochs }) => epochs)) {
    const actual = await sha256OfFile(join(site.store, artifactPath(checkpoint)));
    bytes.set(checkpoint, actual === null ? null : `sha256:${actual}`);
  }
  return { results, text: printedResults(stdout), provenance, bytes };
}

/** The text of `results` within what was printed, up to where provenance begins. */
function printedResults(printed: string): string {
  const end = printed.lastIndexOf('\n  "provenance": {');
  if (end === -1) throw new Error('epochal results --json printed no provenance');
  return printed.slice(0, end);
}
