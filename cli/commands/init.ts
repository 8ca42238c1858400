import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../../environment/package.ts';
import { EpochalError } from '../../study/errors.ts';
import { quoted } from '../../study/readable.ts';
import { asStudyName } from '../../study/study-name.ts';
import { commandLine } from '../command-line.ts';

const SPECS = join(packageRoot, 'specs');

/**
 * Writes a commented study to begin with, named after its file.
 *
 * @throws EpochalError USAGE when there is such a file: it is never overwritten
 */
export function init(file: string): void {
  const starter = readFileSync(join(SPECS, 'starter.yaml'), 'utf8');
  const schema = relative(dirname(resolve(file)), join(SPECS, 'study.schema.json'));
  const text = starter
    .replace('$schema=./study.schema.json', () => `$schema=${schema}`)
    .replace(/^study: .*$/m, `study: ${stringify(studyName(file)).trim()}`);
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new EpochalError(
      'USAGE',
      `${quoted(file)} is there already, and nothing overwrites it. Give another name, such as ` +
        `\`${commandLine('init', ['my-study.yaml'], [])}\`.`,
      { file },
    );
  }
  const next = (name: string): string => `  ${commandLine(name, [file], [])}\n`;
  process.stdout.write(`${file} holds a study that runs as it is:\n${next('plan')}${next('run')}`);
}

/** The file's name as a study can have it. */
function studyName(file: string): string {
  return asStudyName(basename(file).replace(/\.ya?ml$/, '')) || 'starter';
}
