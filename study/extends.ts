import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Diagnostic } from './diagnostics.ts';
import type { Schema } from './fields.ts';
import { mapOf, mostFieldsOf } from './fields.ts';
import { LIMITS } from './limits.ts';
import { OWN_FORMATS, fileFieldsOf } from './own-data.ts';
import { parse } from './parse.ts';
import type { Parsed } from './parse-yaml.ts';
import { branchOf } from './paths.ts';
import { quoted } from './readable.ts';
import { ROOT_FIELDS, SPLIT_SCHEMA } from './sections.ts';
import { isOtherWay } from './splits.ts';
import { countNodes, diagnose, entryOf, valueAt, withEntry } from './tree.ts';
import type { Location, MapEntry, SpecNode } from './tree.ts';
import { describeValue } from './words.ts';

/** Another file of a spec. */
export interface SpecFile {
  /** What diagnostics call it, such as `specs/base.yaml`. */
  readonly file: string;
  /** The same for the same file, however it was named. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads the file at a path that is written in another file; null: in none, but was given as it is.
 *
 * @throws Error whose message says why it can't, such as `there is no such file`
 */
export type ReadSpec = (path: string, from: string | null) => SpecFile;

/** What a spec and those it extends come to. */
export interface Extended extends Parsed {
  /** The files, the spec's own first. */
  readonly files: readonly string[];
}

/**
 * Phase 1b: puts a spec over the one that it extends, and that over the next: maps merge, lists and
 * values replace, and so does one layer, optimizer, … another. The field `extends` is gone then.
 *
 * @param read absent where a spec has no file, as in a workflow's input
 */
export function extend(spec: SpecNode, file: string, read: ReadSpec | undefined): Extended {
  const diagnostics: Diagnostic[] = [];
  const files = [file];
  const ids = new Set<string>();
  let root = spec;
  let from = file;
  for (;;) {
    const reference = entryOf(root, 'extends');
    if (reference === undefined) return { root, diagnostics, files };
    root = without(root, reference);
    const { value } = reference;
    const fail = (message: string, at: Location = value.at): Extended => ({
      root,
      diagnostics: [...diagnostics, diagnose('extends', at, message)],
      files,
    });
    if (value.kind !== 'scalar' || typeof value.value !== 'string' || value.value === '') {
      return fail(`\`extends\` takes the path of another spec, not ${describeValue(value)}.`);
    }
    if (read === undefined) return fail(NO_FILES, reference.keyAt);
    const path = value.value;
    const found = attempt(() => {
      if (ids.size === 0) ids.add(read(file, null).id);
      return read(path, from);
    });
    if ('problem' in found) {
      return fail(
        `Can't read ${quoted(path)}: ${found.problem}. A path begins where this file is.`,
      );
    }
    if (ids.has(found.id))
      return fail(`This goes in a circle: ${[...files, found.file].join(' → ')}.`);
    if (files.length > LIMITS.extends) {
      return fail(`Specs extend each other over at most ${LIMITS.extends} files.`);
    }
    ids.add(found.id);
    files.push(found.file);
    from = found.file;
    const base = parse(found.bytes, found.file);
    diagnostics.push(...base.diagnostics);
    if (base.root === null) return { root, diagnostics, files };
    if (base.root.kind !== 'map' || root.kind !== 'map') {
      return fail(
        `${quoted(path)} holds ${describeValue(base.root)}, not a map of a spec's fields.`,
      );
    }
    root = merge(fromTop(base.root, found.file, file), root, mapOf(ROOT_FIELDS));
    if (countNodes(root) > LIMITS.nodes) {
      return fail(
        `With this the spec holds more than ${LIMITS.nodes.toLocaleString('en')} values.`,
      );
    }
  }
}

const NO_FILES =
  'A spec that is given by itself, without its file, extends none. ' +
  '`epochal plan FILE --resolved` prints it and what it extends as one.';

function attempt(read: () => SpecFile): SpecFile | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A spec from another folder, with the paths of its data files as the first spec would write them. */
function fromTop(root: SpecNode, file: string, top: string): SpecNode {
  const toTop = relative(dirname(top), dirname(file));
  const moved = (node: SpecNode): SpecNode => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || isAbsolute(node.value)) {
      return node;
    }
    const value = join(toTop, node.value);
    return { ...node, value, text: value };
  };
  const data = valueAt(root, 'data');
  const within = OWN_FORMATS.reduce(
    (map, format) =>
      withEntry(map, format, (own) =>
        fileFieldsOf(format).reduce((fields, name) => withEntry(fields, name, moved), own),
      ),
    data ?? root,
  );
  const whole = withEntry(within, 'split', (split) => withEntry(split, 'file', moved));
  return data === undefined ? root : withEntry(root, 'data', () => whole);
}

function merge(base: SpecNode, over: SpecNode, schema: Schema | undefined): SpecNode {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const map = schema && branchOf(schema, 'properties');
  const fields = (map?.['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  if (fields === SPLIT_SCHEMA['properties'] && isOtherWay(base, over)) return over;
  const isKind = map !== undefined && mostFieldsOf(map) === 1;
  if (isKind && over.entries[0]?.key !== base.entries[0]?.key) return over;
  const merged = base.entries.map((entry): MapEntry => {
    const own = entryOf(over, entry.key);
    const inner = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined;
    return own === undefined ? entry : { ...own, value: merge(entry.value, own.value, inner) };
  });
  const more = over.entries.filter(({ key }) => entryOf(base, key) === undefined);
  return { ...over, entries: [...merged, ...more] };
}

function without(root: SpecNode, entry: MapEntry): SpecNode {
  if (root.kind !== 'map') return root;
  return { ...root, entries: root.entries.filter((other) => other !== entry) };
}
