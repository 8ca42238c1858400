import { compileSpec, formatDiagnostics } from '../study/compile.ts';
import { hostileInputs } from './hostile/inputs.ts';
import { UNSPOILT } from './hostile/unspoilt.ts';

/** The hostile input that took longest to refuse. */
export interface SlowestInput {
  readonly name: string;
  readonly ms: number;
  /** How many there were. */
  readonly inputs: number;
}

/** How long it takes to refuse each hostile input, in words; the schema is compiled before. */
export function measureHostileInputs(): SlowestInput {
  compileSpec(UNSPOILT);
  const inputs = hostileInputs();
  let slowest: SlowestInput = { name: '', ms: 0, inputs: inputs.length };
  for (const { name, spec, overrides = [] } of inputs) {
    const began = performance.now();
    // Anything may be sent, whatever the type says.
    const compiled = compileSpec(spec as object, { overrides });
    if (compiled.ok) throw new Error(`a hostile input compiled: ${name}`);
    formatDiagnostics(compiled.diagnostics, { color: false });
    const ms = performance.now() - began;
    if (ms > slowest.ms) slowest = { ...slowest, name, ms };
  }
  return slowest;
}
