import { LIMITS } from '../../study/limits.ts';
import type { HostileInput } from './input.ts';
import { times } from './slow.ts';

/** Texts of the largest size that a spec can have, full of one thing. */
export function fullInputs(): readonly HostileInput[] {
  return Object.entries({
    'open lists': full('['),
    'open maps': full('{a: '),
    'nested lists': full('- '),
    'nested maps': full('a: '),
    'complex keys': full('? '),
    'equal keys': full('a: 1\n'),
    'different keys': times(20_000, (i) => `k${i}: 1`).replaceAll(', ', '\n'),
    'expressions without quotes': `a: [${full('${{ x }},', 9)}]`,
    expressions: `epochal: 1\ndata: [${full('"${{ matrix.x }}",', 40)}]`,
    anchors: full('&a '),
    aliases: `a: &a 1\n${full('- *a\n', 20)}`,
    documents: full('---\n'),
    comments: full('# x\n'),
    quotes: full('"'),
    tabs: full('\t'),
    'unknown aliases': `seeds: [${full('*a , ', 20)}]`,
    'bad numbers': `seeds: [${full('.inf, ', 20)}]`,
    'bad seeds': `seeds: [${full('-1, ', 20)}]`,
    'equal seeds': `seeds: [${full('1, ', 20)}]`,
    'bad layers': `model:\n  layers: [${full('x, ', 30)}]`,
    'many layers': `model:\n  layers: [${full('flatten, ', 30)}]`,
    keep: `checkpoint: { keep: [${full('best, ', 40)}] }`,
    variables: `matrix: { ${times(20_000, (i) => `v${i}: [1]`)} }`,
    values: `matrix: { a: [${times(36_000, String)}] }`,
    'names that are nearly right':
      `matrix: { ${times(8_000, (i) => `m${i}: [1]`)} }\n` +
      `hypotheses: [${times(4_000, (i) => `{treatment: {n${i}: 1}}`)}]`,
    backslashes: `question: "${full('\\\\', 20)}"`,
    'one long key': full('k'),
    'one long expression': `data: "\${{ ${full('x', 20)} }}"`,
    'opened expressions': `data: "${full('${{', 20)}"`,
    spaces: `a:${full(' ', 2)}`,
  }).map(([what, spec]) => ({ name: `a file full of ${what}`, spec }));
}

/** Repeats a text until a spec's bytes are used up, but for those that stand around it. */
function full(unit: string, around = 0): string {
  return unit.repeat(Math.floor((LIMITS.sourceBytes - around) / unit.length));
}
