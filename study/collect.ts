import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';

/** What is wrong with items, one after another, until it is more than anyone mends at once. */
export function collect<T>(
  items: readonly T[],
  check: (item: T) => readonly Diagnostic[],
): readonly Diagnostic[] {
  let found: readonly Diagnostic[] = [];
  for (const item of items) {
    if (found.length >= LIMITS.errors) break;
    const more = check(item);
    if (more.length > 0) found = [...found, ...more];
  }
  return found;
}
