import { readFileSync, statSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../study/compile.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { Plan } from '../study/plan.ts';
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
  if (compiled.ok) return { file, text: bytes.toString(), plan: compiled.plan };
  const text = formatDiagnostics(compiled.diagnostics, { color: hasColor(process.stderr) });
  throw new EpochalError('SPEC_INVALID', text);
}

function readSpec(file: string): Buffer {
  try {
    // Not even read when it is far too large: a device or a data set given by mistake.
    if (statSync(file).size > 2 * LIMITS.sourceBytes) throw new Error('too large for a spec');
    return readFileSync(file);
  } catch (error) {
    throw new EpochalError(
      'SPEC_INVALID',
      `Can't read the spec ${JSON.stringify(file)}: ${(error as Error).message}. ` +
        'Give the path of a YAML file, such as specs/relu.yaml.',
      { file },
      { cause: error },
    );
  }
}
