import type { TopLevelSpec } from 'vega-lite';
import { capitalised, quantityWords } from '../study/format.ts';
import { variantLabel } from '../study/labels.ts';
import { cut } from '../study/readable.ts';
import { isShare } from '../study/shape-metrics.ts';
import { confidenceText, effectText } from '../verdict/line.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { fittedAxis } from './axis.ts';
import { legible, rowsFrame } from './chart-frame.ts';
import { MOST_IN_FULL } from './measured.ts';
import type { DifferenceName } from './measured.ts';
import { AXIS, INK, MUTED } from './palette.ts';

/** In pixels: room for the dots, their mean, and the words above. */
const HEIGHT = 112;
/** From the bottom (0) to the top (1): where things stand, and how far neighbouring seeds are apart. */
const PLACES = { mean: 0.2, seeds: 0.5, apart: 0.08, words: 0.93 } as const;
/** Characters that a chart's title holds. */
const TITLE = 60;

/** The verdicts whose differences are drawn, with their charts' names. */
export function drawnVerdicts(
  verdicts: readonly Verdict[],
): readonly (readonly [name: DifferenceName, verdict: Verdict])[] {
  if (verdicts.length > MOST_IN_FULL) return [];
  return verdicts.flatMap((verdict, i) =>
    verdict.seeds.length > 1 ? [[`difference-${i + 1}` as DifferenceName, verdict] as const] : [],
  );
}

/**
 * A hypothesis's differences as a Vega-Lite spec: a dot a seed, hollow where it was reused, the mean
 * with its interval, and upright lines at no difference and at the smallest that matters.
 */
export function differenceChart(verdict: Verdict): TopLevelSpec {
  const { hypothesis, seeds, effect, interval, reused } = verdict;
  const { metric, treatment, baseline } = hypothesis;
  const factor = isShare(metric) ? 100 : 1;
  const values = seeds.map(({ difference }) => difference * factor);
  const bounds = boundsOf(hypothesis).map((bound) => bound * factor);
  const ends = interval === null ? [] : interval.map((end) => end * factor);
  const axis = fittedAxis([...values, ...ends, ...bounds, 0]);
  const dots = seeds.map(({ seed }, i) => ({
    value: values[i]!,
    at: PLACES.seeds + PLACES.apart * ((i % 3) - 1),
    reused: reused?.seeds.includes(seed) ?? false,
  }));
  const lines = [
    { value: 0, text: 'no difference' },
    ...bounds.map((value) => ({ value, text: 'smallest that matters' })),
  ];
  const frame = rowsFrame({
    height: HEIGHT,
    title: cut(
      `${capitalised(quantityWords(hypothesis))}: ${variantLabel(treatment)} − ${variantLabel(baseline)}`,
      TITLE,
    ),
    subtitle: [
      ...(factor === 100 ? ['percentage points'] : []),
      `a dot is a seed${reused === undefined ? '' : ', a ring a reused one'}`,
      `line: mean with ${confidenceText(verdict.alpha)} interval`,
    ].join(' · '),
    axis,
    rows: [0, 1],
  });
  return {
    ...frame,
    description: `${quantityWords(hypothesis)}, ${variantLabel(treatment)} minus ${variantLabel(baseline)}, by seed: ${effectText({ ...verdict, p: null })}`,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: {
          y: { value: 0 },
          y2: { value: HEIGHT },
          color: { value: AXIS.light },
          strokeDash: { condition: { test: 'datum.value === 0', value: [1, 0] }, value: [4, 3] },
        },
      },
      ...words(lines, axis.domain),
      ...(interval === null
        ? []
        : [
            {
              data: { values: [{ value: ends[0]!, high: ends[1]!, at: PLACES.mean }] },
              mark: { type: 'rule', strokeWidth: 2, strokeCap: 'round' },
              encoding: { x2: { field: 'high' }, color: { value: INK.light } },
            },
          ]),
      {
        data: { values: [{ value: effect! * factor, at: PLACES.mean }] },
        mark: { type: 'tick', orient: 'vertical', thickness: 3, size: 16, opacity: 1 },
        encoding: { color: { value: INK.light } },
      },
      ...[false, true].map((isReused) => ({
        data: { values: dots.filter((dot) => dot.reused === isReused) },
        mark: { type: 'point', filled: !isReused, size: 46, strokeWidth: 1.5, opacity: 0.75 },
        encoding: { color: { value: INK.light } },
      })),
    ],
  } as TopLevelSpec;
}

/** Where the claim begins or ends to hold. */
function boundsOf({ expect, minEffect = 0 }: Verdict['hypothesis']): readonly number[] {
  if (minEffect === 0) return [];
  if (expect === 'greater') return [minEffect];
  return expect === 'less' ? [-minEffect] : [-minEffect, minEffect];
}

/** What the upright lines stand for, on the side where there is room; of two alike the first is told. */
function words(
  lines: readonly { readonly value: number; readonly text: string }[],
  [low, high]: readonly [number, number],
): object[] {
  const told = lines.filter(({ text }, i) => lines.findIndex((line) => line.text === text) === i);
  return told.flatMap(({ value, text }, i) => {
    const right = value - low > (high - low) * 0.6;
    const at = PLACES.words - 0.16 * i;
    const side = right ? { align: 'right', dx: -5 } : { align: 'left', dx: 5 };
    return legible([{ value, at, text }], { fontSize: 11, color: MUTED.light, ...side });
  });
}
