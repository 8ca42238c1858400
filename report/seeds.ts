import type { Plan } from '../study/plan.ts';
import { powerOf } from '../verdict/power.ts';

/** With six pairs even a two-sided sign-flip test of one hypothesis can reach p = 2/2⁶ ≈ 0.03. */
const ENOUGH_SEEDS = 6;

/** A study of more seeds than another has, to decide what that one can't. */
export interface MoreSeeds {
  readonly seeds: readonly number[];
  /** How many trials it has that the other has not. */
  readonly trials: number;
  readonly command: string;
}

/** What a run was started from, which its plan does not say. */
export interface StartedFrom {
  /** The study's YAML file. */
  readonly file: string;
  /** `path=value` texts. */
  readonly overrides: readonly string[];
}

/**
 * The study that would decide a plan's hypotheses, as far as a number of seeds can tell; with a name
 * of its own, so that its question is registered before its first result.
 *
 * @param from what the run was started from; unknown, `<study>.yaml` stands for it
 * @returns null when it has enough
 */
export function moreSeeds(
  plan: Plan,
  { file, overrides }: StartedFrom = { file: `${plan.study}.yaml`, overrides: [] },
): MoreSeeds | null {
  const wanted = enoughFor(plan);
  const missing = wanted - plan.seeds.length;
  if (missing <= 0) return null;
  const perSeed = plan.trials.length / plan.seeds.length;
  const { seeds, text } = extended(plan.seeds, wanted);
  const name = `${plan.study.slice(0, 50)}-${wanted}-seeds`;
  return {
    seeds,
    trials: missing * perSeed,
    command: [
      `epochal run ${shellWord(file)}`,
      ...overrides
        .filter((override) => !/^(study|seeds)=/.test(override))
        .map((override) => `--set ${shellWord(override)}`),
      `--set study=${name} --set 'seeds=${text}'`,
    ].join(' '),
  };
}

/** Enough for each hypothesis's own test, and never fewer than tell anything of a spread. */
function enoughFor(plan: Plan): number {
  return Math.max(ENOUGH_SEEDS, ...powerOf(plan).map(({ seedsNeeded }) => seedsNeeded ?? 0));
}

function extended(
  seeds: readonly number[],
  count: number,
): { readonly seeds: readonly number[]; readonly text: string } {
  const from = seeds[0] ?? 0;
  if (seeds.every((seed, i) => seed === from + i) && from + count <= 2 ** 32) {
    const all = Array.from({ length: count }, (_, i) => from + i);
    return { seeds: all, text: `{count: ${count}, from: ${from}}` };
  }
  const wanted = [...seeds];
  for (let seed = 0; wanted.length < count; seed += 1) {
    if (!wanted.includes(seed)) wanted.push(seed);
  }
  return { seeds: wanted, text: `[${wanted.join(', ')}]` };
}

/** A word of a command line, quoted where a shell would read more into it. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
