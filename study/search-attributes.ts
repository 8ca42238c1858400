/**
 * What Temporal can find studies and their trials by, where a namespace has these registered, with
 * their types in Temporal's words: the study's name, and of a trial its variant, its seed, and the
 * best value so far of the metric that its checkpoints monitor.
 */
export const SEARCH_ATTRIBUTES = {
  EpochalStudy: 'Keyword',
  EpochalVariant: 'Keyword',
  EpochalSeed: 'Int',
  EpochalMetric: 'Double',
} as const;

export type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;
