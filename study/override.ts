import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { parseYaml } from './parse-yaml.ts';
import { isPath } from './paths.ts';
import { countNodes, diagnose, entryOf } from './tree.ts';
import type { Location, MapEntry, SourceText, SpecNode } from './tree.ts';
import { LISTS } from './variants.ts';
import { describeValue } from './words.ts';

/** A step of a path with its place in the `--set` text. */
interface PathStep {
  readonly name: string;
  readonly at: Location;
}

/**
 * Phase 2: puts `path=value` overrides into the tree, in order. Fields and maps on the way that
 * are missing are made; a list's entry must exist. The tree given is not changed.
 */
export function override(
  root: SpecNode,
  overrides: readonly string[],
): { readonly root: SpecNode; readonly diagnostics: readonly Diagnostic[] } {
  const excess = excessOf(overrides);
  if (excess !== undefined) return { root, diagnostics: [excess] };
  const diagnostics: Diagnostic[] = [];
  let result = root;
  let nodes = countNodes(root);
  for (const text of overrides) {
    const source: SourceText = { kind: 'set', file: '--set', text };
    const outcome = overrideOne(result, source);
    if ('diagnostics' in outcome) {
      diagnostics.push(...outcome.diagnostics);
      continue;
    }
    nodes += outcome.nodes;
    if (nodes > LIMITS.nodes) return { root, diagnostics: [...diagnostics, tooMuch(source)] };
    result = outcome.root;
  }
  return { root: result, diagnostics };
}

/** What is too much before any of them is read. */
function excessOf(overrides: readonly string[]): Diagnostic | undefined {
  const [text = ''] = overrides;
  const source: SourceText = { kind: 'set', file: '--set', text };
  if (overrides.length > LIMITS.overrides) {
    const message = `There are ${overrides.length} overrides, the most is ${LIMITS.overrides}. Write them into the spec.`;
    return diagnose('too-large', { source, start: 0, end: 1 }, message);
  }
  const length = overrides.reduce((sum, each) => sum + each.length, 0);
  if (length <= LIMITS.sourceBytes) return undefined;
  const message = `The overrides have ${length} characters; a spec has at most ${LIMITS.sourceBytes}.`;
  return diagnose('too-large', { source, start: 0, end: 1 }, message);
}

function tooMuch(source: SourceText): Diagnostic {
  const message = `With this the spec holds more than ${LIMITS.nodes.toLocaleString('en')} values.`;
  return diagnose('too-many-values', { source, start: 0, end: source.text.length }, message);
}

type Outcome =
  | { readonly root: SpecNode; readonly nodes: number }
  | { readonly diagnostics: readonly Diagnostic[] };
type Put = { readonly root: SpecNode } | { readonly diagnostics: readonly Diagnostic[] };

function overrideOne(root: SpecNode, source: SourceText): Outcome {
  const { text } = source;
  const equals = text.indexOf('=');
  const at = (start: number, end: number): Location => ({ source, start, end });
  if (equals === -1) return fail(at(0, text.length), FORM);
  const steps = pathOf(text.slice(0, equals), at);
  const bad = steps.find(({ name }) => !/^[A-Za-z0-9_-]+$/.test(name));
  if (bad !== undefined) return fail(bad.at, FORM);
  const deepest = steps[LIMITS.depth];
  if (deepest !== undefined) {
    return fail(deepest.at, `A path has at most ${LIMITS.depth} steps, this one ${steps.length}.`);
  }
  const path = withVariable(steps, text, root);
  const value = parseYaml(source, equals + 1);
  if (value.root === null || value.diagnostics.length > 0) {
    return { diagnostics: value.diagnostics };
  }
  const outcome = put(root, path, value.root);
  return 'root' in outcome ? { ...outcome, nodes: countNodes(value.root) + path.length } : outcome;
}

const FORM =
  'An override is PATH=VALUE, such as `training.epochs=5` or `model.layers[1].dense.units=64`.';

function pathOf(text: string, at: (start: number, end: number) => Location): readonly PathStep[] {
  const steps: PathStep[] = [];
  let offset = 0;
  for (const part of text.replace(/\[(\d+)\]/g, '.$1 ').split('.')) {
    // `[12]` became `.12 `, of the same length, so that offsets stay those of the text.
    const name = part.trimEnd();
    const bracket = name !== part ? 1 : 0;
    steps.push({ name, at: at(offset, offset + name.length + bracket) });
    offset += part.length + 1;
  }
  return steps;
}

/** A variable that is a path is one step: that of a map of variables. */
function withVariable(
  steps: readonly PathStep[],
  text: string,
  root: SpecNode,
): readonly PathStep[] {
  const before =
    /^((matrix\.(include|exclude)|hypotheses)(\.\d+|\[\d+\])(\.(treatment|baseline))?|matrix)\./;
  const prefix = before.exec(text)?.[0];
  if (prefix === undefined) return steps;
  const above = prefix.split(/[.[]/).length - 1;
  const [first, last] = [steps[above], steps.at(-1)!];
  const name = text.slice(prefix.length, text.indexOf('='));
  // `activation[0]` is a position in the values of a variable.
  const variable = LISTS.includes(first?.name ?? '') ? undefined : positionless(name, root);
  if (first === undefined || variable === undefined || !isPath(variable)) return steps;
  const positions = pathOf(name.slice(variable.length), () => first.at).filter((step) => step.name);
  const { start } = first.at as { readonly start: number };
  const at = { ...first.at, start, end: (last.at as { readonly end: number }).end };
  return [...steps.slice(0, above), { name: variable, at }, ...positions];
}

/** The name without the position in its list of values, if the matrix has a variable so named. */
function positionless(name: string, root: SpecNode): string {
  const variable = name.replace(/\[\d+\]$|\.\d+$/, '');
  return entryOf(entryOf(root, 'matrix')?.value, variable) === undefined ? name : variable;
}

function put(node: SpecNode, path: readonly PathStep[], value: SpecNode): Put {
  const [step, ...rest] = path;
  if (step === undefined) return { root: value };
  if (node.kind === 'list') {
    const index = /^\d+$/.test(step.name) ? Number(step.name) : -1;
    const item = node.items[index];
    if (item === undefined) {
      const range = node.items.length === 0 ? 'it is empty' : `0 to ${node.items.length - 1}`;
      return fail(step.at, `\`${step.name}\` is no position of this list (${range}).`);
    }
    const inner = put(item, rest, value);
    return 'diagnostics' in inner
      ? inner
      : { root: { ...node, items: node.items.with(index, inner.root) } };
  }
  if (node.kind === 'scalar' && node.value !== null) {
    const message = `There is no \`${step.name}\` in ${describeValue(node)}.`;
    return fail(step.at, message);
  }
  const entries = node.kind === 'map' ? node.entries : [];
  const index = entries.findIndex(({ key }) => key === step.name);
  const empty: SpecNode = { kind: 'map', entries: [], at: step.at };
  const inner = put(entries[index]?.value ?? empty, rest, value);
  if ('diagnostics' in inner) return inner;
  const entry: MapEntry = { key: step.name, keyAt: step.at, value: inner.root };
  return {
    root: {
      kind: 'map',
      at: node.at,
      entries: index === -1 ? [...entries, entry] : entries.with(index, entry),
    },
  };
}

function fail(at: Location, message: string): { readonly diagnostics: readonly Diagnostic[] } {
  return { diagnostics: [diagnose('bad-override', at, message)] };
}
