import { verdictJson } from '../verdicts.ts';
import type { RunComparison } from './compare-runs.ts';
import { pathText } from '../../study/words.ts';
import type { SpecDifference } from './spec-differences.ts';

/** A comparison as programs read it: numbers unrounded; a side that has no value has no member. */
export function comparisonJson(comparison: RunComparison): string {
  const { a, b, arithmetic, spec, results, trials, verdicts } = comparison;
  const output = {
    a,
    b,
    sameRun: a.run === b.run,
    arithmetic: {
      same: arithmetic.same,
      differences: arithmetic.differences.map(differenceJson),
    },
    spec: {
      inKeys: spec.inKeys.map(differenceJson),
      notInKeys: spec.notInKeys.map(differenceJson),
      variants: spec.variants,
    },
    results,
    trials: { identical: trials.both.filter(({ identical }) => identical).length, ...trials },
    ...(verdicts.length > 0 && {
      hypotheses: verdicts.map(({ claim, ...sides }) => ({
        claim,
        a: sides.a && verdictJson(sides.a),
        b: sides.b && verdictJson(sides.b),
      })),
    }),
  };
  return `${JSON.stringify(output, null, 2)}\n`;
}

function differenceJson({ path, ...values }: SpecDifference): object {
  return { path: pathText(path), ...values };
}
