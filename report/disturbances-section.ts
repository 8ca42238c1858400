import { trialLabel } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import type { Block, Section, Text } from './document.ts';

/** Where a trial changed its arithmetic, and what the store had lost; null when nothing happened. */
export function disturbancesSection(results: Results, repaired: readonly string[]): Section | null {
  const blocks = [...crossingBlocks(results), ...repairBlocks(repaired)];
  return blocks.length === 0 ? null : { title: 'What happened on the way', blocks };
}

function crossingBlocks({ trials }: Results): Block[] {
  const items = trials.flatMap((trial) =>
    (trial.crossings ?? []).map(({ epoch, from, to }): Text => [
      { strong: trialLabel(trial) },
      epoch > trial.epochs.length ? ': its test with ' : `: from epoch ${epoch} on with `,
      { code: to.slice(0, 12) },
      ', before with ',
      { code: from.slice(0, 12) },
    ]),
  );
  if (items.length === 0) return [];
  return [
    {
      type: 'notice',
      tone: 'waiting',
      title: 'Not all of it was computed with one arithmetic',
      text:
        'No worker had a trial’s own arithmetic any more, and the spec allows any. Run again, these ' +
        'trials give these numbers only if they cross at the same epochs.',
    },
    { type: 'list', items },
  ];
}

function repairBlocks(repaired: readonly string[]): Block[] {
  if (repaired.length === 0) return [];
  const things = repaired.length === 1 ? 'One thing' : `${repaired.length} things`;
  return [
    {
      type: 'paragraph',
      text:
        `${things} of the store had been lost or damaged. What the study needed of it was made ` +
        'again, and came out with the digests it had before.',
    },
    {
      type: 'fold',
      summary: 'What was lost or damaged',
      blocks: [{ type: 'list', items: repaired.map((object): Text => [{ code: object }]) }],
    },
  ];
}
