import { byteInputs } from './bytes.ts';
import { fullInputs } from './full.ts';
import type { HostileInput } from './input.ts';
import { nameInputs } from './names.ts';
import { numberInputs } from './numbers.ts';
import { overrideInputs } from './overrides.ts';
import { slowInputs } from './slow.ts';
import { valueInputs } from './values.ts';
import { yamlInputs } from './yaml.ts';

/** Every hostile input. Each must be refused, at once, with a sentence that helps. */
export function hostileInputs(): readonly HostileInput[] {
  return [
    ...numberInputs(),
    ...nameInputs(),
    ...byteInputs(),
    ...yamlInputs(),
    ...valueInputs(),
    ...overrideInputs(),
    ...fullInputs(),
    ...slowInputs(),
  ];
}
