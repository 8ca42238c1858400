import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../datasets/own/describe.ts';
import { compileSpec } from '../../study/compile.ts';
import type { Compiled } from '../../study/compile.ts';
import type { CompileOptions } from '../../study/compile-options.ts';
import { sha256 } from '../../study/digest.ts';
import type { Plan } from '../../study/plan.ts';

/** The specs of a folder of test/study, by name. */
export function specFiles(
  folder: 'good' | 'bad' | 'warned',
): readonly { readonly name: string; readonly bytes: Uint8Array; readonly path: string }[] {
  const directory = join(__dirname, folder);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const path = join(directory, file);
      return { name: file.slice(0, -'.yaml'.length), bytes: readFileSync(path), path };
    });
}

/** A valid spec as an object, with parts replaced. */
export function specObject(parts: Readonly<Record<string, unknown>> = {}): object {
  return {
    epochal: 1,
    study: 'object',
    data: { dataset: 'mnist' },
    model: { layers: ['flatten', { dense: { units: 10 } }] },
    training: { epochs: 1, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } },
    ...parts,
  };
}

const DATA = join(__dirname, '../data');

/** Reads data files of test/data; those at an address by their digest, as if they had been fetched. */
export const describeTestData = describeWith(
  (path) => {
    const file = readdirSync(DATA).find((name) => name === path);
    if (file === undefined) throw new Error(`Can't read "${path}": no such file or directory.`);
    return readFileSync(join(DATA, file));
  },
  ({ sha256: digest }) => {
    const files = readdirSync(DATA).map((name) => readFileSync(join(DATA, name)));
    const found = files.find((bytes) => sha256(bytes) === `sha256:${digest}`);
    if (found === undefined) throw new Error('Nothing has that digest.');
    return found;
  },
);

/** Compiles a spec whose data files are those of test/data. */
export function compileWithData(
  source: Uint8Array | string | object,
  options: CompileOptions = {},
): Compiled {
  return compileSpec(source, options, { describe: describeTestData });
}

/** The plan of a spec that must be valid. */
export function planOf(
  source: Uint8Array | string | object,
  overrides: readonly string[] = [],
): Plan {
  const compiled = compileWithData(source, { overrides });
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return compiled.plan;
}

/** The codes of what is wrong with a spec, in order; none when it is valid. */
export function codesOf(
  source: Uint8Array | string | object,
  overrides: readonly string[] = [],
): readonly string[] {
  const compiled = compileWithData(source, { overrides });
  return compiled.ok ? [] : compiled.diagnostics.map(({ code }) => code);
}
