import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import { nearName } from './near-name.ts';
import type { StepType } from './plan.ts';
import { findCycle } from './step-order.ts';
import { STEPS } from './steps.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { Location, MapEntry, MapNode, SpecNode } from './tree.ts';
import { listed, shortened } from './words.ts';

/** A step as far as it is well-formed. */
interface StepNode {
  readonly id: string;
  readonly entry: MapEntry;
  readonly uses: StepType;
}

/** Phase 3f: the graph of steps: types, inputs, scopes, cycles, and what a study cannot lack. */
export function checkSteps(root: SpecNode): readonly Diagnostic[] {
  const steps = entryOf(root, 'steps');
  if (steps?.value.kind !== 'map' || steps.value.entries.length === 0) return [];
  const map: MapNode = steps.value;
  const known = map.entries.flatMap((entry): StepNode[] => {
    const uses = valueAt(entry.value, 'uses');
    return uses?.kind === 'scalar' && Object.hasOwn(STEPS, String(uses.value))
      ? [{ id: entry.key, entry, uses: uses.value as StepType }]
      : [];
  });
  const byId = new Map(known.map((step) => [step.id, step]));
  const ids = map.entries.map(({ key }) => key);
  return [
    ...known.flatMap((step) => checkScope(step)),
    ...collect(known, (step) => checkInputs(step, byId, ids)),
    ...collect(map.entries, (entry) => checkNeeds(entry, byId, ids)),
    ...checkTypes(known, map, steps),
    ...checkCycle(map),
    ...checkTested(known, root),
  ];
}

function checkScope({ uses, entry }: StepNode): readonly Diagnostic[] {
  const per = valueAt(entry.value, 'per');
  const { per: allowed } = STEPS[uses];
  if (per?.kind !== 'scalar' || !['study', 'trial'].includes(String(per.value))) return [];
  if (per.value === allowed) return [];
  return [
    diagnose(
      'step-scope',
      per.at,
      `A \`${uses}\` step runs once per ${allowed}. Write \`per: ${allowed}\` or leave it out.`,
    ),
  ];
}

function checkInputs(
  step: StepNode,
  byId: ReadonlyMap<string, StepNode>,
  ids: readonly string[],
): readonly Diagnostic[] {
  const { inputs, optional = [] } = STEPS[step.uses];
  const given = valueAt(step.entry.value, 'with');
  const entries = given?.kind === 'map' ? given.entries : [];
  const diagnostics: Diagnostic[] = [];
  for (const name of Object.keys(inputs)) {
    if (optional.includes(name) || entries.some(({ key }) => key === name)) continue;
    diagnostics.push(diagnose('step-input', step.entry.keyAt, missingInput(step, name, byId)));
  }
  for (const { key, keyAt, value } of entries) {
    if (!Object.hasOwn(inputs, key)) {
      const names = Object.keys(inputs);
      const near = nearName(key, names);
      const hint =
        names.length === 0
          ? 'It takes none.'
          : near === undefined
            ? `It takes ${listed(names, 'and')}.`
            : `Did you mean \`${near}\`?`;
      diagnostics.push(
        diagnose('step-input', keyAt, `A \`${step.uses}\` step has no input \`${key}\`. ${hint}`),
      );
    } else if (value.kind === 'scalar' && typeof value.value === 'string') {
      const problem = checkReference(step, key, value.value, byId, ids);
      if (problem !== undefined)
        diagnostics.push(diagnose(problem.code, value.at, problem.message));
    }
  }
  return diagnostics;
}

function missingInput(step: StepNode, name: string, byId: ReadonlyMap<string, StepNode>): string {
  const kind = STEPS[step.uses].inputs[name]!;
  const type = (Object.keys(STEPS) as StepType[]).find((t) =>
    Object.values(STEPS[t].outputs).includes(kind),
  )!;
  const outputs = Object.entries(STEPS[type].outputs);
  const output = (outputs.find(([own, k]) => own === name && k === kind) ??
    outputs.find(([, k]) => k === kind))![0];
  const source = [...byId.values()].find(({ uses }) => uses === type);
  const add = source === undefined ? ` Add a \`${type}\` step and write` : ' Write';
  const reference = `\${{ steps.${source?.id ?? type}.${output} }}`;
  return `\`${step.id}\` lacks the input \`${name}\`.${add} \`with: { ${name}: "${reference}" }\`.`;
}

function checkReference(
  step: StepNode,
  input: string,
  text: string,
  byId: ReadonlyMap<string, StepNode>,
  ids: readonly string[],
): { readonly code: Diagnostic['code']; readonly message: string } | undefined {
  const parts = parseExpressions(text);
  const [part] = parts;
  if (parts.length !== 1 || typeof part !== 'object' || part.kind !== 'steps') {
    const shown = hasExpression(text) ? `not \`${text}\`` : `not the text ${shortened(text)}`;
    return {
      code: 'bad-expression',
      message: `An input is one output of another step, \`\${{ steps.ID.OUTPUT }}\`, ${shown}.`,
    };
  }
  const source = byId.get(part.step);
  if (source === undefined) {
    return ids.includes(part.step)
      ? undefined // its own type is wrong, which is told there
      : { code: 'unknown-step', message: unknownStep(part.step, ids) };
  }
  const { outputs, per } = STEPS[source.uses];
  if (!Object.hasOwn(outputs, part.output)) {
    const near = nearName(part.output, Object.keys(outputs));
    return {
      code: 'unknown-step',
      message:
        `\`${source.id}\` has no output \`${part.output}\`. ` +
        (near === undefined
          ? `A \`${source.uses}\` step gives ${listed(Object.keys(outputs), 'and')}.`
          : `Did you mean \`${near}\`?`),
    };
  }
  const taker = STEPS[step.uses];
  if (taker.per === 'study' && per === 'trial' && taker.gathers !== true) {
    return {
      code: 'step-scope',
      message:
        `\`${step.id}\` runs once per study and \`${source.id}\` once per trial: ` +
        'only a `compare` step gathers what the trials gave.',
    };
  }
  const kind = outputs[part.output]!;
  const wanted = taker.inputs[input]!;
  if (kind === wanted) return undefined;
  return {
    code: 'step-input',
    message: `\`${input}\` takes ${wanted}, and \`${source.id}.${part.output}\` is ${kind}.`,
  };
}

function checkNeeds(
  { value }: MapEntry,
  byId: ReadonlyMap<string, StepNode>,
  ids: readonly string[],
): readonly Diagnostic[] {
  const needs = valueAt(value, 'needs');
  const uses = valueAt(value, 'uses');
  const self = uses?.kind === 'scalar' ? STEPS[uses.value as StepType] : undefined;
  if (needs?.kind !== 'list') return [];
  return needs.items.flatMap((item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    if (!ids.includes(item.value)) {
      return [diagnose('unknown-step', item.at, unknownStep(item.value, ids))];
    }
    const other = byId.get(item.value);
    if (self?.per !== 'study' || self.gathers === true || other === undefined) return [];
    if (STEPS[other.uses].per === 'study') return [];
    const message =
      `A step per study cannot wait for \`${other.id}\`, which runs once per trial. ` +
      'Let it need a `compare` step, which waits for all trials.';
    return [diagnose('step-scope', item.at, message)];
  });
}

function unknownStep(name: string, ids: readonly string[]): string {
  const near = nearName(name, ids);
  const hint =
    near === undefined ? `The steps are ${listed(ids, 'and')}.` : `Did you mean \`${near}\`?`;
  return `There is no step \`${name}\`. ${hint}`;
}

function checkTypes(
  known: readonly StepNode[],
  map: MapNode,
  steps: MapEntry,
): readonly Diagnostic[] {
  const first = new Map<StepType, StepNode>();
  const repeated = known.flatMap((step) => {
    const earlier = first.get(step.uses);
    if (earlier === undefined) {
      first.set(step.uses, step);
      return [];
    }
    const at = valueAt(step.entry.value, 'uses')!.at;
    return [
      diagnose(
        'step-input',
        at,
        `\`${earlier.id}\` is a \`${step.uses}\` step already: a study has at most one of each type.`,
      ),
    ];
  });
  const complete = known.length === map.entries.length;
  if (!complete || first.has('train')) return repeated;
  const message = 'A study without a `train` step trains nothing. Add one, or leave `steps` out.';
  return [...repeated, diagnose('missing-step', steps.keyAt, message)];
}

function checkCycle(map: MapNode): readonly Diagnostic[] {
  const edges = new Map(map.entries.map(({ key, value }) => [key, edgesOf(value)]));
  const cycle = findCycle(edges);
  if (cycle === undefined) return [];
  const at: Location = entryOf(map, cycle[0]!)!.keyAt;
  const path = [...cycle, cycle[0]!].map((id) => `\`${id}\``).join(' → ');
  return [diagnose('step-cycle', at, `These steps wait for each other: ${path}.`)];
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

/** The steps that a step waits for: those in `needs`, then those that `with` refers to. */
export function edgesOf(step: SpecNode): readonly string[] {
  const needs = valueAt(step, 'needs');
  const given = valueAt(step, 'with');
  const listedSteps = needs?.kind === 'list' ? needs.items : [];
  const inputs = given?.kind === 'map' ? given.entries.map(({ value }) => value) : [];
  const ids = [
    ...listedSteps.flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : [])),
    ...inputs.flatMap((item) =>
      item.kind === 'scalar' && hasExpression(item.value)
        ? parseExpressions(item.value).flatMap((part) =>
            typeof part === 'object' && part.kind === 'steps' ? [part.step] : [],
          )
        : [],
    ),
  ];
  return [...new Set(ids)];
}
