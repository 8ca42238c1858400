import { addSection as addToPage, renderHtml } from '../../report/html.ts';
import { timingSection } from '../../report/timing-section.ts';
import type { Provenance, ProvenanceEvent } from '../../study/results.ts';
import { referenceStudy } from './fixtures.ts';

/** An event that ended so many seconds after the study began. */
function event(
  step: string,
  endS: number,
  durationS: number,
  more: Partial<ProvenanceEvent> = {},
): ProvenanceEvent {
  const time = new Date(Date.UTC(2026, 0, 1) + endS * 1000).toISOString();
  const key = `${step} ${endS}`;
  return { time, step, key, worker: 'w', attempt: 1, durationMs: durationS * 1000, ...more };
}

function facts(events: readonly ProvenanceEvent[]): Readonly<Record<string, unknown>> {
  const provenance: Provenance = { epochal: '0.1.0', engines: {}, events, damage: [] };
  const section = timingSection(referenceStudy([0], 2), provenance);
  const [first] = section!.blocks;
  return first?.type === 'facts' ? Object.fromEntries(first.facts) : {};
}

test('computing is added up, and what no step covers is waiting', () => {
  expect(
    facts([
      event('resolve', 0, 0),
      // 2 to 12 and 4 to 10 at the same time, then nothing until 20.
      event('train', 12, 10),
      event('train', 10, 6, { worker: 'other' }),
      event('validate', 24, 4),
    ]),
  ).toMatchObject({
    'From start to end': '24 s',
    Computing: '20 s in all, by 2 workers',
    // 0 to 2 and 12 to 20.
    'Nothing under way': '10 s',
    'Epochs trained': '2 of 4; the others were in the store',
    'Computed twice': 'nothing',
    'Second attempts': 'none',
  });
});

test('what another study computed before is none of this run’s time', () => {
  const { Computing, 'From start to end': whole } = facts([
    event('train', -500, 10),
    event('resolve', 0, 0),
    event('train', 5, 5),
  ]);
  expect([Computing, whole]).toEqual(['5 s in all, by 1 worker', '5 s']);
});

test('a step that was computed twice, or at a second attempt, is counted', () => {
  const again = event('train', 9, 3, { key: 'train 5', attempt: 2 });
  expect(facts([event('resolve', 0, 0), event('train', 5, 5), again])).toMatchObject({
    'Computed twice': '1 step',
    'Second attempts': '1 step',
  });
});

test('it is added to a page once, and stays text', () => {
  const page = renderHtml(
    {
      ...{ study: '<!-- timing -->', title: 't', outline: 'o', lead: [], sections: [] },
      status: { word: 'done', tone: 'neutral' },
    },
    {},
  );
  const added = addToPage(page, { title: 'What it took <b>', blocks: [] });
  expect(added.match(/What it took &#60;b&#62;/g)).toHaveLength(1);
  expect(added).toMatch(/What it took [^]*<\/main>/);
});
