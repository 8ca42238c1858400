import type { DataInfo } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { lossTypeOf } from './losses.ts';
import { METRIC_KINDS } from './metric-kinds.ts';
import { METRIC_PATHS, MORE_METRICS, OWN_METRICS, metricOf } from './metrics.ts';
import type { Plan } from './plan.ts';
import { SHAPE_PATHS, shapeOf } from './shape-metrics.ts';
import type { Loss, MetricPath } from './spec.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';
import { listed } from './words.ts';

/** An entry of `metrics`. */
interface Listed {
  readonly type: string;
  readonly at: Location;
  readonly node: SpecNode;
}

/**
 * Of a variant: whether what `metrics` lists can be measured of its loss's outputs, and whether
 * what is monitored and asked of is measured.
 */
export function checkMetrics(
  root: SpecNode,
  sections: SpecNode,
  info: DataInfo | null,
): readonly Diagnostic[] {
  const loss = lossTypeOf(sections);
  if (loss === undefined) return []; // the schema has said why
  const listedHere = metricsIn(root);
  return [
    ...checkTwice(listedHere),
    ...listedHere.flatMap((metric) => checkFitting(metric, loss, info)),
    ...checkMeasured(root, sections, loss, listedHere),
  ];
}

function metricsIn(root: SpecNode): readonly Listed[] {
  const list = entryOf(root, 'metrics')?.value;
  return (list?.kind === 'list' ? list.items : []).flatMap((node): readonly Listed[] => {
    const [entry] = node.kind === 'map' ? node.entries : [];
    const type = node.kind === 'scalar' ? String(node.value) : entry?.key;
    if (type === undefined || !Object.hasOwn(METRIC_KINDS, type)) return [];
    return [{ type, at: entry?.keyAt ?? node.at, node }];
  });
}

function checkTwice(metrics: readonly Listed[]): readonly Diagnostic[] {
  const again = metrics.filter(
    ({ type }, i) => metrics.findIndex((other) => other.type === type) < i,
  );
  return again.map(({ type, at }) =>
    diagnose('duplicate-value', at, `\`metrics\` has \`${type}\` already.`),
  );
}

function checkFitting(
  { type, at, node }: Listed,
  loss: Loss['type'],
  info: DataInfo | null,
): readonly Diagnostic[] {
  const fitting: readonly string[] = [OWN_METRICS[loss], ...MORE_METRICS[loss]];
  if (!fitting.includes(type)) {
    const message = `\`${type}\` can't be measured with \`${loss}\`. What can be: ${listed(fitting, 'and')}.`;
    return [diagnose('metric', at, message)];
  }
  if (type !== 'topK' || info === null) return [];
  const k = valueAt(node, 'topK', 'k');
  const given = k?.kind === 'scalar' ? k.value : undefined;
  const value = k === undefined ? METRIC_KINDS.topK.fields['k']!.default : given;
  if (typeof value !== 'number' || value < info.classes) return [];
  const message =
    `The ${value} largest outputs are all that there are: ${info.name} has ${info.classes} classes. ` +
    helpWithK(info.classes, k !== undefined);
  return [diagnose('metric', k?.at ?? at, message)];
}

function helpWithK(classes: number, isWritten: boolean): string {
  if (classes < 3) return 'Remove `topK`.';
  return isWritten && classes > 3
    ? `Take a \`k\` of 2 to ${classes - 1}.`
    : `Write \`{ topK: { k: ${classes - 1} } }\`.`;
}

/** Whether a metric that decides something is one that the study measures. */
function checkMeasured(
  root: SpecNode,
  sections: SpecNode,
  loss: Loss['type'],
  metrics: readonly Listed[],
): readonly Diagnostic[] {
  const training = valueAt(sections, 'training');
  const monitors = [
    valueAt(sections, 'checkpoint', 'monitor'),
    valueAt(training, 'earlyStopping', 'monitor'),
    valueAt(training, 'schedule', 'reduceOnPlateau', 'monitor'),
  ];
  const hypotheses = entryOf(root, 'hypotheses')?.value;
  const asked = hypotheses?.kind === 'list' ? hypotheses.items : [];
  const measured = new Set<string>(['loss', OWN_METRICS[loss], ...metrics.map(({ type }) => type)]);
  const isMeasured = (path: MetricPath): boolean => measured.has(metricOf(path));
  const check = (node: SpecNode | undefined, isMonitor: boolean): readonly Diagnostic[] => {
    const given = node?.kind === 'scalar' ? node.value : undefined;
    const shape = SHAPE_PATHS.find((each) => each === given);
    const path = METRIC_PATHS.find((each) => each === (shape ? shapeOf(shape)!.curve : given));
    if (node === undefined || path === undefined || isMeasured(path)) return [];
    const there = METRIC_PATHS.filter(
      (each) => isMeasured(each) && !(isMonitor && each.startsWith('test.')),
    );
    const name = metricOf(path);
    const can = (MORE_METRICS[loss] as readonly string[]).includes(name);
    const help = can ? ` Add \`metrics: [${name}]\` to measure it.` : '';
    const message = `\`${path}\` is not measured. What is: ${listed(there, 'and')}.${help}`;
    return [diagnose('metric', node.at, message)];
  };
  return [
    ...monitors.flatMap((node) => check(node, true)),
    ...asked.flatMap((hypothesis) => check(valueAt(hypothesis, 'metric'), false)),
  ];
}

/** Whether all variants are measured alike: a table has one column for what they are compared by. */
export function checkComparable(root: SpecNode, { trials }: Plan): readonly Diagnostic[] {
  const [first, ...others] = new Set(trials.map(({ training }) => training.loss.type));
  const other = others.find((loss) => OWN_METRICS[loss] !== OWN_METRICS[first!]);
  if (first === undefined || other === undefined) return [];
  const message =
    `Some variants predict classes and others numbers (\`${first}\` and \`${other}\`): they share no ` +
    'metric to compare them by. Make two studies of them.';
  return [diagnose('metric', entryOf(root, 'matrix')?.keyAt ?? root.at, message)];
}
