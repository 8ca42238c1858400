import { slots } from '../environment/settings.ts';
import { moreSeeds } from '../report/seeds.ts';
import type { StartedFrom } from '../report/seeds.ts';
import { measuredEpochs } from '../store/measured-epochs.ts';
import type { Store } from '../store/store.ts';
import { estimateTime } from '../study/estimate.ts';
import { counted, listed } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { duration, styled } from './terminal.ts';

/** What it takes to decide what a plan's seeds leave undecided; nothing where more would not help. */
export async function moreSeedsText(
  store: Store,
  plan: Plan,
  from: StartedFrom | undefined,
): Promise<string> {
  const more = moreSeeds(plan, from);
  if (more === null) return '';
  const measured = await measuredEpochs(store, plan.study);
  // Each new seed's trials are like those of the first.
  const ofOneSeed = plan.trials.filter(({ seed }) => seed === plan.seeds[0]);
  const trials = Array.from({ length: more.seeds.length - plan.seeds.length }, () => ofOneSeed);
  const none = trials.flat().map(() => 0);
  const atOnce = Math.max(1, slots());
  const time = estimateTime({ trials: trials.flat() }, none, measured?.trials ?? [], atOnce);
  const about = time === null ? '' : `, about ${duration(time.ms / 1000)}`;
  const reused = `${plan.seeds.length === 1 ? 'seed' : 'seeds'} ${listed(plan.seeds.map(String))}`;
  return (
    `\n${counted(more.seeds.length, 'seed')} need ${counted(more.trials, 'more trial')}${about}; ` +
    `${reused} ${plan.seeds.length === 1 ? 'is' : 'are'} reused:\n  ${styled('bold', more.command)}\n`
  );
}
