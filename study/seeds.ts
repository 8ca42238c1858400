/** What a trial's seed decides; noise goes with the order. */
export const SOURCES = ['split', 'init', 'order'] as const;
/** A source of randomness: which samples, the first weights, the order of the batches. */
export type Source = (typeof SOURCES)[number];

/** The seed that each source draws with. */
export type Seeds = Readonly<Record<Source, number>>;
/** What training draws with: one seed for both, or one for each. */
export type TrainingSeed = number | Omit<Seeds, 'split'>;

/** A trial's own seed, and those that it draws with where some are held fixed. */
interface Seeded {
  readonly seed: number;
  readonly seeds?: Seeds;
}

/** The seed that each source of a trial draws with. */
export function seedsOf({ seed, seeds }: Seeded): Seeds {
  return seeds ?? { split: seed, init: seed, order: seed };
}

/** What a trial's training draws with, as keys hold it. */
export function trainingSeed(trial: Seeded): TrainingSeed {
  const { init, order } = seedsOf(trial);
  return init === order ? init : { init, order };
}
