import type {
  Diagnostic,
  DiagnosticCode,
  TextPosition,
  Warning,
  WarningCode,
} from './diagnostics.ts';
import { cut, readable } from './readable.ts';

/** A text that values came from. */
export interface SourceText {
  readonly kind: 'file' | 'set';
  readonly file: string;
  readonly text: string;
}

/** Where a value or key stands: offsets [start, end) of a text, or a pointer into an object. */
export type Location =
  | { readonly source: SourceText; readonly start: number; readonly end: number }
  | { readonly file: string; readonly pointer: string };

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly at: Location;
}
export interface MapEntry {
  readonly key: string;
  readonly keyAt: Location;
  readonly value: SpecNode;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly SpecNode[];
  readonly at: Location;
}
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, where that says more than the value (`010`, `1.0`). */
  readonly text: string;
  readonly at: Location;
  /** Whether what was written has been refused by itself; the value is null then. */
  readonly refused?: true;
  /** The expression that this value was put in place of. */
  readonly from?: { readonly text: string; readonly at: Location };
  /** The map or list that a value of the matrix is, where this is its label. */
  readonly holds?: MapNode | ListNode;
}
/** A spec's value with its position: what YAML, objects and overrides all become. */
export type SpecNode = MapNode | ListNode | ScalarNode;

/** A map's entry; undefined when the node is no map or lacks the key. */
export function entryOf(node: SpecNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The value at a path of keys and positions; undefined when there is none. */
export function valueAt(
  node: SpecNode | undefined,
  ...path: readonly (string | number)[]
): SpecNode | undefined {
  let here = node;
  for (const step of path) {
    here =
      here?.kind === 'list' && typeof step === 'number'
        ? here.items[step]
        : entryOf(here, String(step))?.value;
  }
  return here;
}

/** How many values there are, with shared ones counted each time. */
export function countNodes(node: SpecNode): number {
  if (node.kind === 'scalar') return 1;
  const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return children.reduce((sum, child) => sum + countNodes(child), 1);
}

/** Every scalar at or below a node. */
export function scalarsOf(node: SpecNode): readonly ScalarNode[] {
  if (node.kind === 'scalar') return node.holds === undefined ? [node] : scalarsOf(node.holds);
  const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return children.flatMap(scalarsOf);
}

/** The map with another value in place of an entry's; itself where it has no such entry. */
export function withEntry<T extends SpecNode>(
  node: T,
  key: string,
  by: (value: SpecNode) => SpecNode,
): T {
  if (node.kind !== 'map') return node;
  const entries = node.entries.map((entry) =>
    entry.key === key ? { ...entry, value: by(entry.value) } : entry,
  );
  return { ...node, entries };
}

/** The plain value: maps without a prototype, so that `__proto__` is a key like any other. */
export function toPlain(node: SpecNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const map = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.entries) map[key] = toPlain(value);
  return map;
}

/** A diagnostic at a location. */
export function diagnose(code: DiagnosticCode, at: Location, message: string): Diagnostic {
  return { code, message: readable(message), at: placed(at) };
}

/** A warning at a location. */
export function warn(code: WarningCode, at: Location, message: string): Warning {
  return { code, severity: 'warning', message: readable(message), at: placed(at) };
}

const POINTER_LENGTH = 500;

function placed(at: Location): Diagnostic['at'] {
  if ('source' in at) return positionOf(at);
  return { kind: 'object', file: at.file, pointer: cut(at.pointer, POINTER_LENGTH) };
}

/** `line:column` or a pointer, for sentences that name a second place. */
export function placeOf(at: Location): string {
  if ('pointer' in at) return at.pointer;
  const { line, column, kind } = positionOf(at);
  return kind === 'set' ? 'in --set' : `at ${line}:${column}`;
}

const EXCERPT_LENGTH = 100; // a terminal's width less the line number

function positionOf(at: Exclude<Location, { pointer: string }>): TextPosition {
  const { text, kind, file } = at.source;
  const start = Math.min(at.start, text.length);
  const starts = lineStartsOf(at.source);
  const line = lineOf(starts, start);
  const lineStart = starts[line - 1]!;
  let lineEnd = (starts[line] ?? text.length + 1) - 1;
  if (text[lineEnd - 1] === '\r' && lineEnd > lineStart) lineEnd--;
  // Half of the window before the token, so that a long line shows what surrounds it.
  const from = Math.max(
    lineStart,
    lineEnd - lineStart > EXCERPT_LENGTH ? start - EXCERPT_LENGTH / 2 : lineStart,
  );
  const to = Math.min(lineEnd, from + EXCERPT_LENGTH);
  const end = Math.min(Math.max(at.end, start + 1), Math.max(to, start + 1));
  const ahead = from > lineStart ? '…' : '';
  const shift = ahead.length - from;
  return {
    kind,
    file,
    line,
    column: start - lineStart + 1,
    excerpt: ahead + text.slice(from, to) + (to < lineEnd ? '…' : ''),
    start: start + shift,
    end: end + shift,
  };
}

/** The number of the line, from 1, that holds an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

// Kept, since a file with many errors would be searched from its start for each.
const lineStarts = new WeakMap<SourceText, readonly number[]>();

function lineStartsOf(source: SourceText): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let i = source.text.indexOf('\n'); i !== -1; i = source.text.indexOf('\n', i + 1)) {
    starts.push(i + 1);
  }
  lineStarts.set(source, starts);
  return starts;
}
