import { variantLabel } from '../study/labels.ts';
import { applyLayers, layerForKey } from '../study/layers.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { cut } from '../study/readable.ts';
import type { Shape } from '../study/shapes.ts';
import type { Layer, Variant } from '../study/spec.ts';
import { count } from '../study/words.ts';
import { styled, table } from './terminal.ts';

const MOST_MODELS = 8;
const LABEL_WIDTH = 46; // leaves room for shape and weights in 80 columns

/** Each model of a plan, layer by layer, under the variants that train it. */
export function modelTables({ trials }: Plan): string {
  const models = new Map<string, PlannedTrial[]>();
  for (const trial of trials) {
    const key = JSON.stringify([trial.data.shape, trial.training.layers]);
    models.set(key, [...(models.get(key) ?? []), trial]);
  }
  const tables = [...models.values()].slice(0, MOST_MODELS).map((alike) => {
    const heading = styled('bold', 'Model') + (models.size > 1 ? ` of ${variants(alike)}` : '');
    return `${heading}\n${modelTable(alike[0]!)}`;
  });
  const more = models.size - tables.length;
  return [...tables, ...(more > 0 ? [`and ${more} more models (--json has all)`] : [])].join(
    '\n\n',
  );
}

/** All weights that training moves. */
export function weightsOf(trial: PlannedTrial): number {
  return steps(trial).reduce((sum, { parameters }) => sum + parameters, 0);
}

function modelTable(trial: PlannedTrial): string {
  const { layers } = trial.training;
  const rows = steps(trial).map(({ output, parameters }, i) => [
    String(i),
    cut(layerLabel(layers[i]!), LABEL_WIDTH),
    output.map(count).join(' × '),
    parameters === 0 ? '' : count(parameters),
  ]);
  const total = ['', 'all', '', count(weightsOf(trial))];
  return table(['#', 'layer', 'output', 'weights'], [...rows, total], [0, 3]);
}

function steps({
  data: { shape },
  training: { layers },
}: PlannedTrial): readonly { readonly output: Shape; readonly parameters: number }[] {
  return applyLayers(layers, shape).map((step, i) => {
    if ('problem' in step) throw new Error(`a planned ${layers[i]!.type} does not fit`);
    return step;
  });
}

/** `dense 512`, `conv2d filters 32, kernelSize 3`: what is not at its default. */
function layerLabel(layer: Layer): string {
  const { type, activation, ...fields } = layerForKey(layer) as Readonly<Record<string, unknown>>;
  const given = Object.entries(fields).map(([field, value]) => [field, valueText(value)]);
  const only = given.length === 1 ? given[0]![1] : undefined;
  const texts = only === undefined ? given.map((pair) => pair.join(' ')).join(', ') : only;
  const name = layer.name === undefined ? '' : `${layer.name}: `;
  return `${name}${String(activation ?? type)} ${texts}`.trimEnd();
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(' × ');
  // An initialiser: its name, and its value if it has one.
  return typeof value === 'object' && value !== null
    ? Object.values(value).join(' ')
    : String(value);
}

function variants(trials: readonly PlannedTrial[]): string {
  const labels = [...new Set(trials.map(({ variant }) => label(variant)))];
  const shown = labels.slice(0, 3).join('; ');
  return labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown;
}

function label(variant: Variant): string {
  return cut(variantLabel(variant), LABEL_WIDTH);
}
