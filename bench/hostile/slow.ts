import type { HostileInput } from './input.ts';
import { spoil, UNSPOILT } from './unspoilt.ts';

/** Small texts that make a compiler look at much with much: each is a product of two limits. */
export function slowInputs(): readonly HostileInput[] {
  return Object.entries({
    '2,000 variants of 2,000 bad layers': spoil(
      ['[linear, relu]', `[${times(2_000, (i) => `v${i}`)}]`],
      ['flatten', `flatten, ${times(2_000, () => 'x')}`],
    ),
    '2,000 bad variants of 97 layers': spoil(
      ['[linear, relu]', `[${times(2_000, (i) => `v${i}`)}]`],
      ['flatten', `flatten, ${times(96, () => 'activation: "${{ matrix.activation }}"')}`],
    ),
    '10,000 unknown steps, each nearly one of 100': [
      `${UNSPOILT}steps:\n  one: { uses: train, needs: &n [${times(100, (i) => `x${stepName(i)}`)}] }\n`,
      ...Array.from({ length: 99 }, (_, i) => `  ${stepName(i)}: { uses: train, needs: *n }\n`),
    ].join(''),
    '20,000 wrong values, each nearly one of 800': [
      spoil(['matrix: {', `matrix: { v: &v [${times(800, (i) => `accuracy${i}`)}], ${VARIABLES},`]),
      `  - &h { claim: x, metric: test.accuracy, treatment: { ${times(97, (i) => `v${i}: accuracyy`)} },`,
      ` baseline: { ${times(97, (i) => `v${i}: acuraccyy`)} }, expect: greater }\n`,
      '  - *h\n'.repeat(98),
    ].join(''),
    '1,000 entries of exclude for 1,000 variants': spoil([
      'matrix: {',
      `matrix: { training.batchSize: [${times(1_000, (i) => String(i + 1))}], ` +
        `exclude: [${times(1_000, () => '{ training.batchSize: 1 }')}],`,
    ]),
    '3,500 variables in a text, each nearly one of 99': spoil(
      ['matrix: {', `matrix: { ${times(99, (i) => `${variableName(i)}: [1]`)},`],
      [
        'matrix.activation',
        Array.from({ length: 25 }, (_, i) => `matrix.${variableName(i)}x`).join(' }}${{ '),
      ],
      ['flatten', `flatten, ${times(140, () => 'x')}`],
    ),
  }).map(([name, spec]) => ({ name, spec }));
}

/** As many texts as that, with commas between. */
export function times(length: number, text: (i: number) => string): string {
  return Array.from({ length }, (_, i) => text(i)).join(', ');
}

const VARIABLES = times(97, (i) => `v${i}: *v`);

function stepName(i: number): string {
  const digits = String(i).padStart(2, '0');
  return `${digits.replace(/./g, (digit) => 'abcdefghij'[Number(digit)]!)}${'y'.repeat(58)}`;
}

function variableName(i: number): string {
  return `v${'y'.repeat(58)}${i}`;
}
