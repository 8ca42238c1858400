import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { studySchema } from '../study/schema.ts';
import { specDoc } from './spec-doc.ts';

// Writes what is made from the tables of fields; test/generate sees whether that was done.
writeFileSync('specs/study.schema.json', JSON.stringify(studySchema(), null, 2));
writeFileSync('docs/spec.md', specDoc(readFileSync('docs/spec.md', 'utf8')));
execFileSync('node_modules/.bin/prettier', [
  ...['--write', '--log-level', 'warn'],
  ...['specs/study.schema.json', 'docs/spec.md'],
]);
