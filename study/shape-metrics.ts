import { METRICS, METRIC_PATHS, metricOf } from './metrics.ts';
import type { CurvePath, MetricPath, ShapeMeasure, ShapePath } from './spec.ts';

const MEASURES: readonly ShapeMeasure[] = [
  'reversals',
  'wrongWayShare',
  'roughness',
  'logitRoughness',
  'epochsToReach',
];

/** Every measure of every curve's shape, such as `shape.train.accuracy.reversals`. */
export const SHAPE_PATHS: readonly ShapePath[] = METRIC_PATHS.filter(isCurve).flatMap((curve) =>
  // Only a share has a logit.
  MEASURES.filter((measure) => measure !== 'logitRoughness' || isShare(curve)).map(
    (measure) => `shape.${curve}.${measure}` as const,
  ),
);

/** The curve whose shape a path tells, and by what; null for a metric's own path. */
export function shapeOf(
  path: MetricPath | ShapePath,
): { readonly curve: CurvePath; readonly measure: ShapeMeasure } | null {
  const [first, split, name, measure] = path.split('.');
  if (first !== 'shape') return null;
  return { curve: `${split}.${name}` as CurvePath, measure: measure as ShapeMeasure };
}

/** The fewest epochs of a curve that has such a shape: see `statistics/shape.ts`. */
export function fewestEpochs(measure: ShapeMeasure): number {
  switch (measure) {
    case 'reversals':
    case 'wrongWayShare':
      return 2;
    case 'roughness':
    case 'logitRoughness':
      return 4; // three are left after the first fifth
    case 'epochsToReach':
      return 1;
  }
}

/** Whether what a hypothesis compares lies between 0 and 1, and is shown in percent. */
export function isShare(path: MetricPath | ShapePath): boolean {
  const shape = shapeOf(path);
  if (shape !== null) return shape.measure === 'wrongWayShare';
  return METRICS[metricOf(path as MetricPath)].isShare;
}

function isCurve(path: MetricPath): path is CurvePath {
  return !path.startsWith('test.');
}
