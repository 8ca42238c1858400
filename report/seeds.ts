import type { Plan } from '../study/plan.ts';

/** With six pairs a sign test can reach p = 2/2⁶ ≈ 0.03; with five it can't get under 0.05. */
const ENOUGH_SEEDS = 6;

/**
 * The command that runs the study with six seeds, those that it has among them.
 *
 * @param file the study's YAML file; its name is not in the plan, so `<study>.yaml` stands for it
 * @returns null when it has six or more
 */
export function moreSeedsCommand(plan: Plan, file: string = `${plan.study}.yaml`): string | null {
  if (plan.seeds.length >= ENOUGH_SEEDS) return null;
  return `epochal run ${shellWord(file)} --set 'seeds=${moreSeeds(plan.seeds)}'`;
}

function moreSeeds(seeds: readonly number[]): string {
  const from = seeds[0] ?? 0;
  if (seeds.every((seed, i) => seed === from + i) && from + ENOUGH_SEEDS <= 2 ** 32) {
    return `{count: ${ENOUGH_SEEDS}, from: ${from}}`;
  }
  const wanted = [...seeds];
  for (let seed = 0; wanted.length < ENOUGH_SEEDS; seed += 1) {
    if (!wanted.includes(seed)) wanted.push(seed);
  }
  return `[${wanted.join(', ')}]`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
