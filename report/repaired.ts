import { trialLabel } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import { listed } from '../study/format.ts';

/**
 * Which trials the store had lost something of, in a sentence for where a conclusion is drawn; null
 * where it had not.
 *
 * @param repaired what was found missing or damaged: `artifact sha256:…`
 */
export function repairedText(results: Results, repaired: readonly string[]): string | null {
  if (repaired.length === 0) return null;
  const lost = new Set(repaired.map((object) => object.slice(object.indexOf(' ') + 1)));
  const trials = results.trials.filter(({ epochs, test }) => {
    const digests = epochs.flatMap(({ checkpoint, commit }) => [checkpoint, commit]);
    return [...digests, test?.predictions].some((digest) => digest && lost.has(digest));
  });
  const of = trials.length === 0 ? '' : `, of ${listed(trials.map(trialLabel))}`;
  const things = repaired.length === 1 ? 'One thing' : `${repaired.length} things`;
  return `${things} of the store had been lost or damaged${of}: computed again, to the same digests.`;
}
