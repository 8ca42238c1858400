import type { HostileInput } from './input.ts';

/** What a workflow can be started with beside a file: any JSON there is. */
export function valueInputs(): readonly HostileInput[] {
  return Object.entries({
    null: null,
    nothing: undefined,
    'a number': 5,
    'a number that is huge': 1e308,
    true: true,
    'an empty text': '',
    'an empty list': [],
    'an empty object': {},
    'a list of bytes': [101, 112, 111],
    'an object with __proto__': json('{"__proto__": {"epochal": 1, "polluted": true}}'),
    'an object with constructor': json('{"constructor": {"prototype": {"polluted": true}}}'),
    'an object with toString': { epochal: 1, toString: 1 },
    'an object with toJSON': { epochal: 1, toJSON: 1 },
    'a Buffer as JSON writes it': { type: 'Buffer', data: [1, 2, 3] },
    'an object of 60 levels': nested(60, (a) => ({ a })),
    'an object of 10,000 levels': nested(10_000, (a) => ({ a })),
    'a list of 10,000 levels': nested(10_000, (a) => [a]),
    'a field of 10,000 levels': { epochal: 1, data: nested(10_000, (a) => ({ a })) },
    'an object of 150,000 fields': wide(150_000),
    'an object of 50,000 fields': wide(50_000),
    'an object with a name of 2 MB': { ['k'.repeat(2_000_000)]: 1 },
    'an object with a text of 2 MB': { epochal: 1, question: 'q'.repeat(2_000_000) },
    'a name of 250 kB above 10,000 mistakes': {
      epochal: 1,
      matrix: { ['k'.repeat(250_000)]: Array.from({ length: 10_000 }, () => []) },
    },
    'a list of 500,000 seeds': { epochal: 1, seeds: Array.from({ length: 500_000 }, () => 0) },
    'an object with lone surrogates': { epochal: 1, study: '\uD800', '\uDC00': 1 },
    'an object with NUL': { epochal: 1, study: 'a\u0000b', 'a\u0000b': 1 },
    'an object with slashes': { epochal: 1, '../../x': 1, '~': { '/': 1 } },
    'layers of all kinds of nothing': {
      epochal: 1,
      model: { layers: ['flatten', { dense: null }, { dense: 1 }, null, [], { activation: {} }] },
    },
  }).map(([name, spec]) => ({ name, spec }));
}

function json(text: string): unknown {
  return JSON.parse(text);
}

function nested(levels: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = around(value);
  return value;
}

function wide(size: number): unknown {
  return Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i]));
}
