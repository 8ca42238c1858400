import { STEPS } from '../study/steps.ts';
import { FIELD_TABLES, KIND_TABLES } from '../study/vocabulary.ts';
import { fieldTable, kindTables, stepTable } from './tables.ts';

/** What docs/spec.md calls the table that stands in no section. */
const TOP = 'spec';

/**
 * docs/spec.md with its tables made anew: all that stands between `<!-- fields: PLACE -->`,
 * `<!-- kinds: PLACE -->` or `<!-- step types -->` and the next `<!-- end -->`. The rest is written
 * by hand.
 *
 * @throws Error a mark that names nothing, or a table of fields that no mark names
 */
export function specDoc(text: string): string {
  const sections = sectionsOf(text);
  const marked = new Set([...text.matchAll(BLOCK)].map(([, , what, place]) => `${what} ${place}`));
  const missing = Object.keys(FIELD_TABLES).filter(
    (place) =>
      !marked.has(`fields ${place === '' ? TOP : place}`) &&
      !marked.has(`kinds ${place.replace(/\.\w+$/, '')}`),
  );
  if (missing.length > 0) {
    throw new Error(
      `docs/spec.md has no mark for ${missing.join(', ')}: add ${markOf(missing[0]!)}`,
    );
  }
  return text.replace(BLOCK, (_, mark: string, what: string, place: string | undefined) => {
    return `${mark}\n\n${tableOf(what, place, sections)}\n\n<!-- end -->`;
  });
}

const MARK = String.raw`<!-- (fields|kinds|step types)(?:: (\S+))? -->`;
const BLOCK = new RegExp(String.raw`(${MARK})[\s\S]*?<!-- end -->`, 'g');

function markOf(place: string): string {
  return `<!-- fields: ${place === '' ? TOP : place} --> and <!-- end -->`;
}

function tableOf(
  what: string,
  name: string | undefined,
  sections: ReadonlyMap<string, string>,
): string {
  const place = name === TOP ? '' : (name ?? '');
  if (what === 'step types') return stepTable(STEPS);
  if (what === 'kinds' && Object.hasOwn(KIND_TABLES, place)) {
    return kindTables(place, KIND_TABLES[place]!, sections);
  }
  if (what === 'fields' && Object.hasOwn(FIELD_TABLES, place)) {
    return fieldTable(place, FIELD_TABLES[place]!, sections);
  }
  throw new Error(`docs/spec.md has a mark for the ${what} of ${name}, of which there are none`);
}

/** The anchor of the heading above each mark, by the place that the mark names. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  let anchor = '';
  for (const line of text.split('\n')) {
    const heading = /^##+ (.*)$/.exec(line)?.[1];
    if (heading !== undefined) anchor = anchorOf(heading);
    const mark = new RegExp(`^${MARK}$`).exec(line);
    if (mark?.[2] !== undefined) sections.set(mark[2] === TOP ? '' : mark[2], anchor);
  }
  return sections;
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')}`;
}
