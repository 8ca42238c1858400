import type { Verdict } from '../../verdict/verdict.ts';

/** A claim with its verdict in each of two runs; null where a run does not make it. */
export interface VerdictPair {
  readonly claim: string;
  readonly a: Verdict | null;
  readonly b: Verdict | null;
}

/** The claims of two runs, those of the first one first; equal ones of one run by their order. */
export function verdictPairs(a: readonly Verdict[], b: readonly Verdict[]): readonly VerdictPair[] {
  const [ofA, ofB] = [numbered(a), numbered(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].map((id) => {
    const [x, y] = [ofA.get(id) ?? null, ofB.get(id) ?? null];
    return { claim: (x ?? y)!.claim, a: x, b: y };
  });
}

/** Verdicts by their claim and how many before are worded like it. */
function numbered(verdicts: readonly Verdict[]): ReadonlyMap<string, Verdict> {
  return new Map(
    verdicts.map((verdict, i) => {
      const before = verdicts.slice(0, i).filter(({ claim }) => claim === verdict.claim);
      return [`${before.length} ${verdict.claim}`, verdict];
    }),
  );
}
