import { Composer, Parser, isAlias, isMap, isScalar } from 'yaml';
import type { Document, ParsedNode, YAMLError } from 'yaml';
import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { diagnose } from './tree.ts';
import type { Location, SourceText, SpecNode } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';
import { depthOf } from './yaml-depth.ts';
import { explainYaml } from './yaml-errors.ts';
import { hideExpressions } from './yaml-expressions.ts';

/** A tree, as far as there is one, and what is wrong with the text or the values by themselves. */
export interface Parsed {
  readonly root: SpecNode | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses YAML 1.2 text into a tree with positions. `offset` is where the YAML begins in the
 * source: an override's value begins after its `=`.
 */
export function parseYaml(source: SourceText, offset = 0): Parsed {
  const first = compose(source, source.text.slice(offset), offset);
  if (first.errors.length === 0) return first;
  // `{ x: ${{ y }} }` is no YAML. Read it as the writer meant it, so that one message names that
  // mistake and the rest of the file is checked too.
  const hidden = hideExpressions(source.text.slice(offset));
  return hidden === null ? first : compose(source, hidden.text, offset, hidden.restore);
}

interface Composed extends Parsed {
  readonly errors: readonly YAMLError[];
}

function compose(
  source: SourceText,
  text: string,
  offset: number,
  restore: (value: string) => string = (value) => value,
): Composed {
  const at = (start: number, end: number): Location => ({
    source,
    start: start + offset,
    end: end + offset,
  });
  const fail = (...diagnostics: readonly Diagnostic[]): Composed => ({
    root: null,
    errors: [],
    diagnostics,
  });
  const tokens = [...new Parser().parse(text)];
  // The composer recurses, and a stack that overflows inside V8's regular expressions ends the process.
  const deep = depthOf(tokens);
  if (deep.depth > LIMITS.depth) {
    return fail(diagnose('too-deep', at(deep.offset, deep.offset + 1), TOO_DEEP));
  }
  const composer = new Composer({
    uniqueKeys: false, // yaml's own check is quadratic; the tree builder's is linear
    prettyErrors: false,
    logLevel: 'silent',
    resolveKnownTags: false,
  });
  const documents = withoutStacks(() => [...composer.compose(tokens, true, text.length)]);
  const [document, second] = documents;
  if (second !== undefined && document !== undefined) {
    const rest = text.slice(document.range[1]);
    const marker = /^(?:---|\.\.\.)/m.exec(rest) ?? { 0: '---', index: rest.indexOf('---') };
    const start = document.range[1] + marker.index;
    const message = `A file holds one study. Put what follows \`${marker[0]}\` into a file of its own.`;
    return fail(diagnose('several-documents', at(start, start + 3), message));
  }
  const errors = [...document!.errors, ...document!.warnings];
  const diagnostics = readable(errors).map((error) => {
    const { message, pos } = explainYaml(error, text);
    return diagnose('syntax', at(...pos), message);
  });
  const version = document!.directives?.yaml;
  if (version?.explicit === true && version.version !== '1.2') {
    diagnostics.push(
      diagnose('syntax', at(0, 5), `This reads YAML 1.2, not ${version.version}. Remove the line.`),
    );
  }
  if (errors.length > 0) return { root: null, errors, diagnostics };
  const builder = new TreeBuilder();
  const root = convert(document!, builder, at, restore);
  return {
    root: builder.tooLarge ? null : root,
    errors,
    diagnostics: [...diagnostics, ...builder.diagnostics],
  };
}

const TOO_DEEP = `This is nested more than ${LIMITS.depth} levels deep. No field of a spec is.`;

/** Runs what makes an error of each of many mistakes: most of its time would go into stacks. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** All tabs, since they are found alike; else the first error, as what follows it is noise. */
function readable(errors: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  const [first] = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  return tabs.length > 0 ? tabs : first === undefined ? [] : [first];
}

function convert(
  document: Document.Parsed,
  builder: TreeBuilder,
  at: (start: number, end: number) => Location,
  restore: (value: string) => string,
): SpecNode {
  const anchors = new Map<string, SpecNode>();
  const visit = (node: ParsedNode | null, end: number, inFlow: boolean): SpecNode => {
    if (node === null) return builder.scalar(null, '', at(end, end));
    const [start, valueEnd] = node.range;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      return target === undefined
        ? builder.unknownAlias(node.source, at(start, valueEnd))
        : builder.alias(target, at(start, valueEnd));
    }
    let built: SpecNode;
    if (isScalar(node)) {
      const value = typeof node.value === 'string' ? restore(node.value) : node.value;
      const where = at(start, start + firstLineLength(node.source ?? '', valueEnd - start));
      if (inFlow && node.type === 'PLAIN' && value !== node.value) builder.unquoted(where);
      built = builder.scalar(value, node.source ?? '', where);
    } else if (isMap(node)) {
      const pairs = node.items.map(({ key, value }) => ({
        key: isScalar(key) ? restore(key.source ?? '') : null,
        keyAt: key === null ? at(start, start + 1) : at(key.range[0], key.range[1]),
        value: visit(value, key?.range[1] ?? start, node.flow === true),
      }));
      built = builder.map(pairs, at(start, start + 1));
    } else {
      const items = node.items.map((item) => visit(item, start, node.flow === true));
      built = builder.list(items, at(start, start + 1));
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, built);
    return built;
  };
  return visit(document.contents, 0, false);
}

function firstLineLength(text: string, length: number): number {
  const newline = text.indexOf('\n');
  return newline === -1 ? length : Math.min(newline, length);
}
