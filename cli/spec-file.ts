import { closeSync, openSync, readSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../study/compile.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { Plan } from '../study/plan.ts';
import { quoted } from '../study/readable.ts';
import { reasonOf } from './system-error.ts';
import { hasColor } from './terminal.ts';

/** A spec from a file, compiled. */
export interface LoadedSpec {
  readonly file: string;
  readonly text: string;
  readonly plan: Plan;
}

/**
 * Reads and compiles a spec.
 *
 * @throws EpochalError SPEC_INVALID with every diagnostic, or when there is no such file.
 */
export function loadSpec(file: string, overrides: readonly string[]): LoadedSpec {
  const bytes = readSpec(file);
  const compiled = compileSpec(bytes, { file, overrides });
  if (compiled.ok) return { file, text: new TextDecoder().decode(bytes), plan: compiled.plan };
  const text = formatDiagnostics(compiled.diagnostics, { color: hasColor(process.stderr) });
  throw new EpochalError('SPEC_INVALID', text);
}

function readSpec(file: string): Uint8Array {
  try {
    return readStart(file, 2 * LIMITS.sourceBytes);
  } catch (error) {
    throw new EpochalError(
      'SPEC_INVALID',
      `Can't read the spec ${quoted(file)}: ${reasonOf(error)}. ` +
        'Give the path of a YAML file, such as specs/relu.yaml.',
      { file },
      { cause: error },
    );
  }
}

/** A file's first bytes. A data set or an endless device, given by mistake, is not read whole. */
function readStart(file: string, mostBytes: number): Buffer {
  const bytes = Buffer.alloc(mostBytes);
  const descriptor = openSync(file, 'r');
  try {
    for (let length = 0; ;) {
      const read = readSync(descriptor, bytes, length, mostBytes - length, null);
      length += read;
      if (length === mostBytes) throw new Error('it is far too large for a spec');
      if (read === 0) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
