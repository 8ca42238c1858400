import type { Moment } from './moments.ts';
import { RandomStream } from './random.ts';

/** What can be scheduled: a fault's name and where it may be aimed. */
export interface Schedulable {
  readonly name: string;
  /** Moments besides `random`. */
  readonly moments: readonly Moment[];
}

/** A fault that is going to be injected. */
export interface Planned {
  readonly fault: string;
  readonly moment: Moment;
  /** Before it is injected, or before its moment is waited for; in [0, 2000). */
  readonly delayMs: number;
  /** Seeds what the fault itself chooses: a trainer, an artifact. */
  readonly seed: number;
}

const LONGEST_DELAY_MS = 2000;

/**
 * Which faults come when: determined by the seed. Each fault comes as often as any other (or once
 * more), in an order of its own each time round, at random moments and at each worst one in turn.
 */
export function schedule(
  faults: readonly Schedulable[],
  kills: number,
  seed: number,
): readonly Planned[] {
  const random = new RandomStream(seed);
  const moments = new Map(
    faults.map(({ name, moments: aimed }) => [
      name,
      random.shuffled(['random', ...aimed] as const),
    ]),
  );
  const planned: Planned[] = [];
  for (let round = 0; planned.length < kills; round += 1) {
    for (const { name } of random.shuffled(faults)) {
      const aims = moments.get(name)!;
      planned.push({
        fault: name,
        moment: aims[round % aims.length]!,
        delayMs: Math.floor(random.next() * LONGEST_DELAY_MS),
        seed: Math.floor(random.next() * 2 ** 32),
      });
    }
  }
  return planned.slice(0, kills);
}
