import type { DiagnosticCode } from './diagnostics.ts';
import type { Parsed } from './parse-yaml.ts';
import { LIMITS } from './limits.ts';
import { cut } from './readable.ts';
import { diagnose } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';
import type { Location, SpecNode } from './tree.ts';

/** Turns a spec that came as an object (parsed JSON) into a tree with JSON pointers. */
export function parseObject(value: unknown, file: string): Parsed {
  const excess = excessOf(value);
  if (excess !== null) {
    const at = { file, pointer: '' };
    return { root: null, diagnostics: [diagnose(excess.code, at, excess.message)] };
  }
  const builder = new TreeBuilder();
  const root = visit(value, '', 0);
  return { root: builder.tooLarge ? null : root, diagnostics: builder.diagnostics };

  function visit(here: unknown, pointer: string, depth: number): SpecNode {
    const at: Location = { file, pointer };
    if (typeof here !== 'object' || here === null) {
      return typeof here === 'string' || typeof here === 'boolean' || here === null
        ? builder.scalar(here, '', at)
        : typeof here === 'number'
          ? builder.scalar(here, String(here), at)
          : builder.notData(here === undefined ? 'undefined' : `a ${typeof here}`, at);
    }
    if (depth > LIMITS.depth) return builder.notData('nested too deep, or in itself', at);
    if (Array.isArray(here)) {
      const items = Array.from(here, (item, i) => visit(item, `${pointer}/${i}`, depth + 1));
      return builder.list(items, at);
    }
    if (!isPlain(here)) return builder.notData('an instance of a class', at);
    const pairs = Object.entries(here)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => {
        const name = cut(key, LIMITS.nameLength).replaceAll('~', '~0').replaceAll('/', '~1');
        const child = `${pointer}/${name}`;
        return { key, keyAt: { file, pointer: child }, value: visit(member, child, depth + 1) };
      });
    return builder.map(pairs, at);
  }
}

interface Excess {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** What an object has too much of, looked for before anything is built; null when it has not. */
function excessOf(value: unknown): Excess | null {
  let values = 0;
  let characters = 0;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: here, depth } = next;
    values += 1;
    if (typeof here === 'string') characters += here.length;
    else if (Array.isArray(here)) {
      if (values + here.length > LIMITS.nodes) values = Infinity;
      else if (depth <= LIMITS.depth) {
        for (const item of here) open.push({ value: item, depth: depth + 1 });
      }
    } else if (typeof here === 'object' && here !== null && depth <= LIMITS.depth) {
      for (const key of Object.keys(here)) {
        characters += key.length;
        open.push({ value: (here as Record<string, unknown>)[key], depth: depth + 1 });
      }
    }
    if (values + open.length > LIMITS.nodes) return TOO_MANY_VALUES;
    if (characters > LIMITS.sourceBytes) return TOO_MUCH_TEXT;
  }
  return null;
}

const TOO_MANY_VALUES: Excess = {
  code: 'too-many-values',
  message: `This holds more than ${LIMITS.nodes.toLocaleString('en')} values.`,
};
const TOO_MUCH_TEXT: Excess = {
  code: 'too-large',
  message: `Its names and texts have more than ${LIMITS.sourceBytes} characters, the most of a spec.`,
};

/** Whether it is an object as JSON has them, of any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
