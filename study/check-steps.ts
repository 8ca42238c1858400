import { checkCondition } from './check-step-conditions.ts';
import { checkInputs, unknownStep } from './check-step-inputs.ts';
import type { StepGraph } from './check-step-inputs.ts';
import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { hasExpression } from './expressions.ts';
import { droppedSteps, mergedSteps } from './merge-steps.ts';
import { nearName } from './near-name.ts';
import { STEP_TYPES } from './plan.ts';
import type { StepType } from './plan.ts';
import { STEP_FIELDS } from './step-fields.ts';
import { edgesOf, graphOf, infoOf, isOwnName, scalarAt, stepNodes } from './step-nodes.ts';
import type { StepNode } from './step-nodes.ts';
import { standardSteps } from './standard-steps.ts';
import { findCycle } from './step-order.ts';
import { COMMAND, isStepType } from './steps.ts';
import type { StepTypes } from './steps.ts';
import { diagnose, entryOf, scalarsOf, valueAt } from './tree.ts';
import type { Location, MapEntry, MapNode, SpecNode } from './tree.ts';
import { listed } from './words.ts';

/**
 * Phase 3f: the graph of steps: types, inputs, conditions, scopes, cycles, and what a study cannot
 * lack.
 *
 * @param registered the types that a worker has; undefined where none is asked
 */
export function checkSteps(root: SpecNode, registered?: StepTypes): readonly Diagnostic[] {
  const steps = entryOf(root, 'steps');
  if (steps?.value.kind !== 'map' || steps.value.entries.length === 0) return [];
  const map = mergedSteps(root);
  const known = stepNodes(map, registered);
  const graph: StepGraph = {
    byId: new Map(known.map((step) => [step.id, step])),
    ids: map.entries.map(({ key }) => key),
    dropped: droppedSteps(steps.value),
  };
  return [
    ...checkDropped(graph.dropped),
    ...collect(map.entries, (entry) => checkType(entry, registered)),
    ...collect(known, checkScope),
    ...collect(known, (step) => checkInputs(step, graph)),
    ...collect(known, (step) => checkCondition(step, graph)),
    ...collect(map.entries, (entry) => checkNeeds(entry, graph)),
    ...checkTypes(known, map, steps, graph.dropped),
    ...checkCycle(map, known),
    ...checkTested(known, root),
  ];
}

function checkDropped(dropped: StepGraph['dropped']): readonly Diagnostic[] {
  const names = standardSteps().entries.map(({ key }) => key);
  return [...dropped].flatMap(([id, at]) => {
    if (names.includes(id)) return [];
    const near = nearName(id, names);
    const hint =
      near === undefined ? `They are ${listed(names, 'and')}.` : `Did you mean \`${near}\`?`;
    const message = `\`${id}\` is none of the standard steps, so there is nothing to leave out. ${hint}`;
    return [diagnose('unknown-step', at, message)];
  });
}

/** The step says of which type it is, and what that type cannot know. */
function checkType({ key, keyAt, value }: MapEntry, registered?: StepTypes): readonly Diagnostic[] {
  const uses = scalarAt(value, 'uses');
  if (uses === undefined) {
    if (isCalledOtherwise(value, 'uses')) return [];
    const message =
      `\`steps.${key}\` needs \`uses\`, the step's type: one of Epochal's (${STEP_TYPES.join(', ')}), ` +
      '`command`, or one of your own such as `acme/latency`.';
    return [diagnose('missing-field', keyAt, message)];
  }
  if (typeof uses !== 'string') return []; // the schema says so
  const { at } = valueAt(value, 'uses')!;
  const info = infoOf(uses, value, registered);
  if (info === undefined) return [diagnose('bad-value', at, unknownType(uses, registered))];
  if (isStepType(uses)) return withoutCommand(value, uses);
  const per = valueAt(value, 'per');
  const missing =
    per === undefined
      ? [
          diagnose(
            'missing-field',
            keyAt,
            `\`steps.${key}\` needs \`per\`: \`trial\` to run once per variant and seed, or \`study\`.`,
          ),
        ]
      : [];
  if (uses !== COMMAND) return [...missing, ...withoutCommand(value, uses)];
  const line = valueAt(value, 'command');
  const expression = (line === undefined ? [] : scalarsOf(line)).find((node) =>
    hasExpression(node.value),
  );
  if (expression !== undefined) {
    const message =
      'No expression stands in `command`. Give the value under `with`: the program finds it in `inputs.json`.';
    return [...missing, diagnose('bad-expression', expression.at, message)];
  }
  if (entryOf(value, 'command') !== undefined || isCalledOtherwise(value, 'command'))
    return missing;
  const message = `\`steps.${key}\` needs \`command\`: a list of the program and its arguments.`;
  return [...missing, diagnose('missing-field', keyAt, message)];
}

/** Whether a field stands there under another library's name, which is told there. */
function isCalledOtherwise(step: SpecNode, field: string): boolean {
  return STEP_FIELDS[field]!.aliases!.some((name) => entryOf(step, name) !== undefined);
}

function withoutCommand(step: SpecNode, uses: string): readonly Diagnostic[] {
  return ['command', 'outputs', 'version'].flatMap((field) => {
    const entry = entryOf(step, field);
    if (entry === undefined) return [];
    const own = isStepType(uses)
      ? ''
      : ' What your own type does, the worker that has it declares.';
    const message = `\`${field}\` is for \`uses: command\`, and this step uses \`${uses}\`.${own}`;
    return [diagnose('unknown-field', entry.keyAt, message)];
  });
}

function unknownType(uses: string, registered: StepTypes | undefined): string {
  const own = Object.keys(registered ?? {});
  const names = [...STEP_TYPES, COMMAND, ...own];
  const near = nearName(uses, names);
  const sentence = `There is no type of step \`${uses}\`.`;
  if (near !== undefined) return `${sentence} Did you mean \`${near}\`?`;
  if (registered !== undefined && isOwnName(uses)) {
    const has = own.length === 0 ? 'none' : listed(own, 'and');
    return `This worker has no step \`${uses}\` registered; of its own it has ${has}.`;
  }
  return (
    `${sentence} Epochal has ${listed([...STEP_TYPES, COMMAND], 'and')}; one of your own has a ` +
    'name with a slash, such as `acme/latency`.'
  );
}

function checkScope({ uses, entry, info }: StepNode): readonly Diagnostic[] {
  const per = valueAt(entry.value, 'per');
  if (info === null || per?.kind !== 'scalar') return [];
  if (!['study', 'trial'].includes(String(per.value)) || per.value === info.per) return [];
  const message = `A \`${uses}\` step runs once per ${info.per}. Write \`per: ${info.per}\`${
    isStepType(uses) ? ' or leave it out' : ''
  }.`;
  return [diagnose('step-scope', per.at, message)];
}

function checkNeeds({ key, value }: MapEntry, { ids, dropped }: StepGraph): readonly Diagnostic[] {
  const needs = valueAt(value, 'needs');
  if (needs?.kind !== 'list') return [];
  return needs.items.flatMap((item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    if (ids.includes(item.value)) return [];
    const message = dropped.has(item.value)
      ? `\`${key}\` needs \`${item.value}\`, which this study does without.`
      : unknownStep(item.value, ids);
    return [diagnose('unknown-step', item.at, message)];
  });
}

function checkTypes(
  known: readonly StepNode[],
  map: MapNode,
  steps: MapEntry,
  dropped: StepGraph['dropped'],
): readonly Diagnostic[] {
  const first = new Map<StepType, StepNode>();
  const repeated = known.flatMap((step) => {
    if (!isStepType(step.uses)) return [];
    const earlier = first.get(step.uses);
    if (earlier === undefined) {
      first.set(step.uses, step);
      return [];
    }
    const { at } = valueAt(step.entry.value, 'uses')!;
    const message =
      `\`${earlier.id}\` is a \`${step.uses}\` step already: a study has at most one of each type. ` +
      `Change that one, or leave it out: \`${earlier.id}: false\`.`;
    return [diagnose('step-input', at, message)];
  });
  const complete = known.length === map.entries.length;
  if (!complete || first.has('train')) return repeated;
  const message = 'A study without a `train` step trains nothing.';
  return [...repeated, diagnose('missing-step', dropped.get('train') ?? steps.keyAt, message)];
}

function checkCycle(map: MapNode, known: readonly StepNode[]): readonly Diagnostic[] {
  const scope = new Map(known.map(({ id, per }) => [id, per]));
  const steps = map.entries.map(({ key, value }) => ({
    id: key,
    per: scope.get(key) ?? 'study',
    needs: edgesOf(value),
  }));
  const cycle = findCycle(graphOf(steps));
  if (cycle === undefined) return [];
  const at: Location = entryOf(map, cycle[0]!)!.keyAt;
  const path = [...cycle, cycle[0]!].map((id) => `\`${id}\``).join(' → ');
  const between =
    new Set(cycle.map((id) => scope.get(id))).size > 1
      ? ' What runs once per study waits for all trials where it needs something of one.'
      : '';
  return [diagnose('step-cycle', at, `These steps wait for each other: ${path}.${between}`)];
}

function checkTested(known: readonly StepNode[], root: SpecNode): readonly Diagnostic[] {
  const compare = known.find(({ uses }) => uses === 'compare');
  if (valueAt(compare?.entry.value, 'with', 'test') !== undefined) return [];
  const hypotheses = entryOf(root, 'hypotheses')?.value;
  return (hypotheses?.kind === 'list' ? hypotheses.items : []).flatMap((hypothesis) => {
    const metric = valueAt(hypothesis, 'metric');
    if (metric?.kind !== 'scalar' || !String(metric.value).startsWith('test.')) return [];
    const message =
      `\`${String(metric.value)}\` is never measured: these steps have no \`compare\` step with a ` +
      '`test` input.';
    return [diagnose('hypothesis', metric.at, message)];
  });
}
