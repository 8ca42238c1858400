import { readFileSync } from 'node:fs';
import { specDoc } from '../../generate/spec-doc.ts';
import { markdownTable } from '../../generate/markdown-table.ts';
import { studySchema } from '../../study/schema.ts';

const text = readFileSync('docs/spec.md', 'utf8');
const MAKE = 'run `npm run generate`';

test(`docs/spec.md has the tables of the code; else ${MAKE}`, () => {
  expect(text).toBe(specDoc(text));
});

test(`specs/study.schema.json is what the tables of fields say; else ${MAKE}`, () => {
  const file: unknown = JSON.parse(readFileSync('specs/study.schema.json', 'utf8'));
  expect(file).toEqual(studySchema());
});

test('what stands between two marks is made anew, and what stands beside them stays', () => {
  const stale = text.replace('| `patience`', '| `patients`').replace('| `relu`', '| `rely`');
  expect(stale).not.toBe(text);
  expect(specDoc(stale)).toBe(text);
  const prose = text.replace('Unknown fields are errors.', 'Unknown fields are mistakes.');
  expect(specDoc(prose)).toBe(prose);
});

test('a table that no mark names is an error that says what to write', () => {
  const without = text.replace('<!-- fields: checkpoint -->', '');
  expect(() => specDoc(without)).toThrow(
    'docs/spec.md has no mark for checkpoint: add <!-- fields: checkpoint --> and <!-- end -->',
  );
});

test('a mark that names no table is an error', () => {
  const odd = `${text}\n<!-- kinds: training.weather -->\n<!-- end -->\n`;
  expect(() => specDoc(odd)).toThrow('a mark for the kinds of training.weather');
});

test('a table has columns as wide as their widest cell, and no cell ends one', () => {
  expect(markdownTable(['a', 'takes'], [['`l1`', 'Σ|w|']])).toBe(
    ['| a    | takes  |', '| ---- | ------ |', '| `l1` | Σ\\|w\\| |'].join('\n'),
  );
});
