import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import type { StepReference } from './expressions.ts';
import { METRIC_PATHS } from './metrics.ts';
import { nearName } from './near-name.ts';
import { STEP_TYPES } from './plan.ts';
import { STEPS, isStepType } from './steps.ts';
import type { InputKind, Kind } from './steps.ts';
import type { StepNode } from './step-nodes.ts';
import { diagnose, scalarsOf, valueAt } from './tree.ts';
import type { Location, MapEntry, SpecNode } from './tree.ts';
import { describeValue, listed, shortened } from './words.ts';

/** The graph that references are looked up in. */
export interface StepGraph {
  readonly byId: ReadonlyMap<string, StepNode>;
  /** All names, of steps that are not well-formed too. */
  readonly ids: readonly string[];
  readonly dropped: ReadonlyMap<string, Location>;
}

/** A problem with a reference, before it has a place. */
export interface Problem {
  readonly code: Diagnostic['code'];
  readonly message: string;
}

/** Phase 3f: each step's inputs are there, and of the kinds that its type takes. */
export function checkInputs(step: StepNode, graph: StepGraph): readonly Diagnostic[] {
  const given = valueAt(step.entry.value, 'with');
  const entries = given?.kind === 'map' ? given.entries : [];
  return [
    ...missingInputs(step, entries, graph),
    ...collect(entries, (entry) => checkInput(step, entry, graph)),
  ];
}

function missingInputs(
  step: StepNode,
  entries: readonly MapEntry[],
  graph: StepGraph,
): readonly Diagnostic[] {
  const { inputs, optional = [] } = step.info ?? { inputs: null };
  return Object.keys(inputs ?? {})
    .filter((name) => !optional.includes(name) && !entries.some(({ key }) => key === name))
    .map((name) => diagnose('step-input', step.entry.keyAt, missingInput(step, name, graph)));
}

function missingInput(step: StepNode, name: string, { byId }: StepGraph): string {
  const sentence = `\`${step.id}\` lacks the input \`${name}\`.`;
  const kind = step.info!.inputs![name]!.replace('[]', '');
  const type = STEP_TYPES.find((t) => (Object.values(STEPS[t].outputs) as string[]).includes(kind));
  if (type === undefined) return `${sentence} It takes ${describeKind(step.info!.inputs![name]!)}.`;
  const outputs = Object.entries(STEPS[type].outputs);
  const output = (outputs.find(([own, k]) => own === name && k === kind) ??
    outputs.find(([, k]) => k === kind))![0];
  const source = [...byId.values()].find(({ uses }) => uses === type);
  const add = source === undefined ? ` Add a \`${type}\` step and write` : ' Write';
  const reference = `\${{ steps.${source?.id ?? type}.${output} }}`;
  return `${sentence}${add} \`with: { ${name}: "${reference}" }\`.`;
}

function checkInput(
  step: StepNode,
  { key, keyAt, value }: MapEntry,
  graph: StepGraph,
): readonly Diagnostic[] {
  const inputs = step.info?.inputs ?? null;
  if (inputs !== null && !Object.hasOwn(inputs, key)) {
    const names = Object.keys(inputs);
    const near = nearName(key, names);
    const hint =
      names.length === 0
        ? 'It takes none.'
        : near === undefined
          ? `It takes ${listed(names, 'and')}.`
          : `Did you mean \`${near}\`?`;
    return [
      diagnose('step-input', keyAt, `A \`${step.uses}\` step has no input \`${key}\`. ${hint}`),
    ];
  }
  const kind = inputs === null ? 'any' : inputs[key]!;
  const problem = checkValue(step, key, value, kind, graph);
  return problem === undefined ? [] : [diagnose(problem.code, value.at, problem.message)];
}

function checkValue(
  step: StepNode,
  input: string,
  node: SpecNode,
  kind: InputKind,
  graph: StepGraph,
): Problem | undefined {
  const parts =
    node.kind === 'scalar' && hasExpression(node.value) ? parseExpressions(node.value) : [];
  const whole = parts.length === 1 && typeof parts[0] === 'object' ? parts[0] : undefined;
  if (whole?.kind === 'steps') {
    const found = checkReference(whole, step, graph);
    if ('code' in found) return found;
    return found.kind === null ? undefined : checkKind(step, input, kind, found, whole);
  }
  const ofTrial =
    step.per === 'study' ? scalarsOf(node).find(({ value }) => isOfTrial(value)) : undefined;
  if (ofTrial !== undefined) {
    const message = `\`${step.id}\` runs once per study: \`${ofTrial.text}\` is of one trial.`;
    return { code: 'step-scope', message };
  }
  const broken = scalarsOf(node).find(({ value }) => isNoValue(value));
  const within = node.kind === 'scalar' ? '' : ' within a larger value';
  if (broken !== undefined) return noReference(`not \`${broken.text}\`${within}`);
  if (isStepType(step.uses)) return noReference(`not ${describeGiven(node)}`);
  if (whole !== undefined || fits(node, kind)) return undefined;
  const message = `\`${input}\` takes ${describeKind(kind)}, not ${describeValue(node)}.`;
  return { code: 'step-input', message };
}

/** Whether a text refers to a step and is more than the reference, or holds no expression at all. */
function isNoValue(value: unknown): boolean {
  if (!hasExpression(value)) return false;
  return parseExpressions(value).some(
    (part) => typeof part === 'object' && (part.kind === 'steps' || part.kind === 'bad'),
  );
}

function isOfTrial(value: unknown): boolean {
  if (!hasExpression(value)) return false;
  return parseExpressions(value).some(
    (part) => typeof part === 'object' && (part.kind === 'matrix' || part.kind === 'seed'),
  );
}

function describeGiven(node: SpecNode): string {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return describeValue(node);
  return hasExpression(node.value) ? `\`${node.text}\`` : `the text ${shortened(node.value)}`;
}

function noReference(what: string): Problem {
  return {
    code: 'bad-expression',
    message: `An input is one output of another step, \`\${{ steps.ID.OUTPUT }}\`, ${what}.`,
  };
}

/** Whether a value that is written down is of a kind; an expression's is known in each trial. */
function fits(node: SpecNode, kind: InputKind): boolean {
  const value = node.kind === 'scalar' ? node.value : null;
  switch (kind) {
    case 'number':
      return typeof value === 'number';
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return kind === 'json' || kind === 'any';
  }
}

/** The kind of what a reference names, null where only a worker knows; or what is wrong with it. */
export function checkReference(
  reference: StepReference,
  taker: StepNode,
  { byId, ids, dropped }: StepGraph,
): Problem | { readonly kind: Kind | null; readonly source: StepNode | null } {
  const source = byId.get(reference.step);
  if (source === undefined) {
    if (ids.includes(reference.step)) return { kind: null, source: null }; // told where it stands
    if (dropped.has(reference.step)) {
      const message =
        `\`${taker.id}\` takes \`${reference.output}\` of \`${reference.step}\`, which this study ` +
        `does without. Leave out \`${taker.id}\` too, or give it another input.`;
      return { code: 'missing-step', message };
    }
    return { code: 'unknown-step', message: unknownStep(reference.step, ids) };
  }
  if (source.info === null) return { kind: null, source };
  const { outputs } = source.info;
  if (!Object.hasOwn(outputs, reference.output)) {
    const near = nearName(reference.output, Object.keys(outputs));
    const gives =
      Object.keys(outputs).length === 0
        ? 'It gives nothing.'
        : `A \`${source.uses}\` step gives ${listed(Object.keys(outputs), 'and')}.`;
    return {
      code: 'unknown-step',
      message:
        `\`${source.id}\` has no output \`${reference.output}\`. ` +
        (near === undefined ? gives : `Did you mean \`${near}\`?`),
    };
  }
  return memberOf(outputs[reference.output]!, reference, source);
}

const TEST_METRICS = METRIC_PATHS.flatMap((path) =>
  path.startsWith('test.') ? [path.slice('test.'.length)] : [],
);

function memberOf(
  kind: Kind,
  { step, output, members }: StepReference,
  source: StepNode,
): Problem | { readonly kind: Kind; readonly source: StepNode } {
  const [first] = members;
  if (first === undefined || kind === 'json') return { kind, source };
  const path = `${step}.${output}`;
  if (kind !== 'metrics') {
    const message = `\`${path}\` is ${describeKind(kind)}, which has no \`${first}\`.`;
    return { code: 'step-input', message };
  }
  if (members.length === 1 && TEST_METRICS.includes(first)) return { kind: 'number', source };
  const near = nearName(members.join('.'), TEST_METRICS);
  const hint =
    near === undefined ? `It has ${listed(TEST_METRICS, 'and')}.` : `Did you mean \`${near}\`?`;
  return { code: 'step-input', message: `\`${path}\` has no \`${members.join('.')}\`. ${hint}` };
}

/** What no step but `compare` takes of each trial. */
const UNGATHERED: ReadonlySet<Kind> = new Set<Kind>(['samples', 'epochs']);

/** What JSON can hold. */
const JSON_KINDS: ReadonlySet<string> = new Set(['number', 'text', 'boolean', 'json', 'metrics']);

function checkKind(
  step: StepNode,
  input: string,
  wanted: InputKind,
  found: { readonly kind: Kind | null; readonly source: StepNode | null },
  reference: StepReference,
): Problem | undefined {
  const { kind, source } = found;
  if (kind === null || source === null) return undefined;
  const many = step.per === 'study' && source.per === 'trial';
  const gathers = step.info?.gathers === true || wanted === 'any' || wanted.endsWith('[]');
  if (many && !gathers) {
    const message = isStepType(step.uses)
      ? `\`${step.id}\` runs once per study and \`${source.id}\` once per trial: ` +
        'only a `compare` step gathers what the trials gave.'
      : `\`${step.id}\` runs once per study and \`${source.id}\` once per trial: its input ` +
        `\`${input}\` takes one ${wanted}, not one of each trial, which its type would call \`${wanted}[]\`.`;
    return { code: 'step-scope', message };
  }
  if (many && step.info?.gathers !== true && UNGATHERED.has(kind)) {
    const message = `\`${step.id}\` runs once per study, and what \`${source.id}\` gives is for its trial alone.`;
    return { code: 'step-scope', message };
  }
  const only = isStepType(step.uses) ? STEPS[step.uses].only?.[input] : undefined;
  if (only !== undefined && wanted === kind && reference.output !== only) {
    const message =
      `\`${input}\` of a \`${step.uses}\` step takes \`${source.id}.${only}\`, not ` +
      `\`${source.id}.${reference.output}\`.`;
    return { code: 'step-input', message };
  }
  const each = wanted.replace('[]', '');
  if (wanted.endsWith('[]') && !many) {
    const message = `\`${input}\` takes one of each trial, and there is one \`${source.id}\` only.`;
    return { code: 'step-input', message };
  }
  if (wanted === 'any' || each === kind) return undefined;
  if (each === 'json' && JSON_KINDS.has(kind)) return undefined;
  // What JSON holds is known once it is there.
  if (kind === 'json' && JSON_KINDS.has(each)) return undefined;
  const path = [reference.step, reference.output, ...reference.members].join('.');
  return {
    code: 'step-input',
    message: `\`${input}\` takes ${describeKind(wanted)}, and \`${path}\` is ${describeKind(kind)}.`,
  };
}

/** There is no step of that name. */
export function unknownStep(name: string, ids: readonly string[]): string {
  const near = nearName(name, ids);
  const hint =
    near === undefined ? `The steps are ${listed(ids, 'and')}.` : `Did you mean \`${near}\`?`;
  return `There is no step \`${name}\`. ${hint}`;
}

const DESCRIBED: Partial<Record<InputKind, string>> = {
  number: 'a number',
  text: 'a text',
  boolean: '`true` or `false`',
  json: 'any value',
  any: 'any value',
  artifact: 'an artifact',
};

function describeKind(kind: InputKind): string {
  return DESCRIBED[kind] ?? kind;
}
