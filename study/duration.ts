const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A valid duration such as `30s` or `1.5h`, in whole milliseconds, 1 at least. */
export function durationMs(text: string): number {
  const [, count, unit] = /^([0-9.]+)(ms|s|m|h|d)$/.exec(text)!;
  return Math.max(1, Math.round(Number(count) * UNITS_MS[unit!]!));
}
