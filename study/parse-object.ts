import type { Parsed } from './parse-yaml.ts';
import { LIMITS } from './limits.ts';
import { TreeBuilder } from './tree-builder.ts';
import type { Location, SpecNode } from './tree.ts';

/** Turns a spec that came as an object (parsed JSON) into a tree with JSON pointers. */
export function parseObject(value: unknown, file: string): Parsed {
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
      if (here.length > LIMITS.nodes) return builder.notData(`a list of ${here.length}`, at);
      const items = Array.from(here, (item, i) => visit(item, `${pointer}/${i}`, depth + 1));
      return builder.list(items, at);
    }
    const prototype: unknown = Object.getPrototypeOf(here);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      return builder.notData(`an instance of ${here.constructor.name}`, at);
    }
    const pairs = Object.entries(here)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => {
        const child = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        return { key, keyAt: { file, pointer: child }, value: visit(member, child, depth + 1) };
      });
    return builder.map(pairs, at);
  }
}
