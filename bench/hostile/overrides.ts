import type { HostileInput } from './input.ts';
import { BACKWARDS, ESCAPE, LONG, NUL, UNSPOILT } from './unspoilt.ts';
import { laughs } from './yaml.ts';

/** A good spec with overrides (`--set`) that nobody should give. */
export function overrideInputs(): readonly HostileInput[] {
  return [
    ...Object.entries(ONE).map(([name, text]) => [name, [text]] as const),
    [
      '50 levels below 50 levels',
      [`${'a.'.repeat(50)}a=1`, `${'a.'.repeat(51)}${'b.'.repeat(50)}b=1`],
    ],
    ['40,000 of them', Array.from({ length: 40_000 }, (_, i) => `k${i}=1`)],
    ['900 of 90,000 values', Array.from({ length: 900 }, (_, i) => `k${i}=${laughs(4, 17)}`)],
  ].map(([name, overrides]) => ({
    name: `overrides: ${name as string}`,
    spec: UNSPOILT,
    overrides: overrides as readonly string[],
  }));
}

const ONE = {
  nothing: '',
  'no path': '=1',
  'no value': 'training.epochs',
  'every object’s prototype': '__proto__.polluted=true',
  'a constructor': 'constructor.prototype.polluted=true',
  'a field’s prototype': 'training.__proto__.polluted=true',
  'a billion epochs': 'training.epochs=1000000000',
  'a name that climbs': 'study=../../etc/passwd',
  'a name with NUL': `study=a${NUL}b`,
  'a field of 10 kB': `${LONG}=1`,
  'a name of 10 kB': `study=${LONG}`,
  '100,000 levels': `${'a.'.repeat(100_000)}a=1`,
  '60,000 positions': `model.layers${'[0]'.repeat(60_000)}=1`,
  'a position beyond every list': 'model.layers[99999999999999999999]=flatten',
  'a value of 300 kB': `question=${'x'.repeat(300_000)}`,
  'lists that are never closed': `seeds=${'['.repeat(100_000)}`,
  'a billion laughs': `seeds=${laughs(9, 10)}`,
  'a second document': 'study=a\n---\nb',
  'a field after a line break': 'study=a\nepochal: 2',
  'an expression': 'study=${{ constructor.constructor }}',
  'a tag': 'question=!!js/function x',
  'an escape sequence': `question=${ESCAPE}[2J`,
  'a text that is shown backwards': `question=${BACKWARDS}x`,
  'a lone surrogate': 'question=\uD800',
};
