/**
 * `describe` where `condition` holds; elsewhere its tests count as skipped, and the title says why.
 *
 * @param reason what is missing and how to get it
 */
export function describeIf(
  condition: boolean,
  reason: string,
  title: string,
  fn: () => void,
): void {
  if (condition) describe(title, fn);
  else describe.skip(`${title} [skipped: ${reason}]`, fn);
}

/** `test` where `condition` holds; elsewhere it counts as skipped, and the title says why. */
export function testIf(
  condition: boolean,
  reason: string,
): (title: string, fn: () => Promise<void>, timeoutMs?: number) => void {
  return (title, fn, timeoutMs) => {
    if (condition) test(title, fn, timeoutMs);
    else test.skip(`${title} [skipped: ${reason}]`, fn, timeoutMs);
  };
}
