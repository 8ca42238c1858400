import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { variantLabel } from '../study/labels.ts';
import type { TrialName } from '../study/labels.ts';
import { cut } from '../study/readable.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';

/** Some visibility stores take no longer one. */
const KEYWORD_LENGTH = 255;

/** Those of a study. */
export function studyAttributes(
  registered: readonly SearchAttribute[],
  study: string,
): SearchAttributePair[] {
  return of(registered, { EpochalStudy: keyword('EpochalStudy', study) });
}

/** Those that a trial has from its beginning. */
export function trialAttributes(
  registered: readonly SearchAttribute[],
  study: string,
  { variant, seed }: TrialName,
): SearchAttributePair[] {
  return of(registered, {
    EpochalStudy: keyword('EpochalStudy', study),
    EpochalVariant: keyword('EpochalVariant', variantLabel(variant)),
    EpochalSeed: { key: defineSearchAttributeKey('EpochalSeed', 'INT'), value: seed },
  });
}

/** A trial's best value so far of what its checkpoints monitor. */
export function metricAttributes(
  registered: readonly SearchAttribute[],
  value: number,
): SearchAttributePair[] {
  const key = defineSearchAttributeKey('EpochalMetric', 'DOUBLE');
  return of(registered, { EpochalMetric: { key, value } });
}

function keyword(name: SearchAttribute, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: cut(value, KEYWORD_LENGTH) };
}

function of(
  registered: readonly SearchAttribute[],
  pairs: Readonly<Partial<Record<SearchAttribute, SearchAttributePair>>>,
): SearchAttributePair[] {
  return registered.flatMap((name) => pairs[name] ?? []);
}
