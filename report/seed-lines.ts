import { seedLabel, trialLabel, variantLabel } from '../study/labels.ts';
import { directionOf } from '../study/metrics.ts';
import type { Results } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { chartPlane } from './charts.ts';
import type { ChartPlane } from './charts.ts';
import { MARGIN } from './chart-frame.ts';
import { bandPoints, chartNames, hasSingleLines } from './curves.ts';
import type { CurvePoint } from './curves.ts';
import type { SeedLine } from './document.ts';
import { formatMetric } from '../study/format.ts';
import { variantShades } from './palette.ts';

/** The chart's single trials; none where each curve is one trial's already. */
export function seedLines(results: Results, metric: MetricName): readonly SeedLine[] {
  const plane = chartPlane(results, metric);
  const { points, labels } = plane;
  if (bandPoints(results, points).length === 0 || !hasSingleLines(results)) return [];
  const shades = variantShades(labels.length);
  const names = chartNames(results);
  const order = [...names.keys()];
  return results.trials.flatMap((trial, index): SeedLine[] => {
    const own = points.filter((point) => point.trial === index);
    if (own.length === 0) return [];
    const validation = own.filter(({ split }) => split === 'validation');
    const training = own.filter(({ split }) => split === 'training');
    const values = [
      ...valuesText('validation', validation, metric),
      ...valuesText('training', training, metric),
    ].join(' · ');
    const label = variantLabel(trial.variant);
    return [
      {
        name: trialLabel(trial),
        shortName: `${names.get(label)!} · ${seedLabel(trial)}`,
        values,
        colour: shades[order.indexOf(label)]!.light,
        validation: path(validation, plane),
        training: path(training, plane),
      },
    ];
  });
}

function valuesText(
  split: CurvePoint['split'],
  points: readonly CurvePoint[],
  metric: MetricName,
): string[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const format = ({ value }: CurvePoint): string => formatMetric(`test.${metric}`, value);
  const ends = `${split} ${format(last)}`;
  if (split === 'training') return [ends];
  const isLower = directionOf(`test.${metric}`) === 'lower';
  const best = points.reduce((a, b) => ((isLower ? b.value < a.value : b.value > a.value) ? b : a));
  if (best.epoch === last.epoch) return [`${ends}, its best`];
  return [`${ends}, best ${format(best)} (epoch ${best.epoch})`];
}

/** As Vega draws the curve, cut where the chart ends. */
function path(points: readonly CurvePoint[], { epochs, values, plot }: ChartPlane): string | null {
  const along = (value: number, [low, high]: readonly [number, number]): number =>
    (value - low) / (high - low);
  const drawn = points.filter(({ value }) => value <= values.domain[1]);
  if (drawn.length < 2) return null;
  return drawn
    .map(({ epoch, value }, i) => {
      const x = MARGIN.left + plot.width * along(epoch, epochs.domain);
      const y = MARGIN.top + plot.height * (1 - along(value, values.domain));
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
