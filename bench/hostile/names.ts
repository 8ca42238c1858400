import type { HostileInput } from './input.ts';
import { BACKWARDS, ESCAPE, LONG, NUL, spoil, UNSPOILT } from './unspoilt.ts';

/** Names that leave their folder, drive a terminal, look like others, or are every object's. */
export function nameInputs(): readonly HostileInput[] {
  return [
    ...STUDIES.map((name) => ({
      name: `the study ${shown(name)}`,
      spec: spoil(['study: hostile', `study: ${JSON.stringify(name)}`]),
    })),
    ...KEYS.flatMap((name) =>
      Object.entries(places(name)).map(([where, spec]) => ({
        name: `${shown(name)} as ${where}`,
        spec,
      })),
    ),
    ...EXPRESSIONS.map((inner) => ({
      name: `the expression ${inner}`,
      spec: spoil(['matrix.activation', inner]),
    })),
    ...Object.entries(TEXTS).map(([name, spec]) => ({ name, spec })),
  ];
}

const STUDIES = [
  ...['../../etc/passwd', '..', '.', '/', '/etc/passwd', 'a/b', 'a\\b', 'runs/../../x'],
  ...['', ' ', '-rf', 'a b', 'a\nb', 'a:b', 'a@b', '~', '$HOME', '$(reboot)', '%2e%2e', 'CON'],
  ...[`a${NUL}b`, `${ESCAPE}[2J`, `${BACKWARDS}live`, '\uD800'],
  ...['r\u0435lu', '\uFF52elu', '\u0130', '\u{1F600}'.repeat(5_000)], // Cyrillic e, full-width r
  ...[LONG, '../'.repeat(3_000), '`'.repeat(10_000)],
];

const KEYS = ['__proto__', 'constructor', 'toString', LONG, `${BACKWARDS}x`, `a${NUL}b`];

/** A name wherever a spec can hold one. */
function places(name: string): Readonly<Record<string, string>> {
  const key = JSON.stringify(name);
  return {
    'a field of the spec': `${UNSPOILT}${key}: { polluted: true }\n`,
    'a field of data': spoil(['mnist', `mnist, ${key}: { polluted: true }`]),
    'a field of a layer': spoil(['units: 16', `units: 16, ${key}: 1`]),
    'a layer': spoil(['dense: {', `${key}: {`]),
    'an optimizer': spoil(['sgd:', `${key}:`]),
    'a field of an optimizer': spoil(['Rate: 0.1', `Rate: 0.1, ${key}: 1`]),
    'a variable that nothing uses': spoil(['matrix: {', `matrix: { ${key}: [1],`]),
    'a path of the matrix': spoil([
      'matrix: {',
      `matrix: { ${JSON.stringify(`training.${name}`)}: [1],`,
    ]),
    'the name of a layer in the matrix': spoil([
      'matrix: {',
      `matrix: { ${JSON.stringify(`model.${name}.units`)}: [1],`,
    ]),
    'a combination that is left out': spoil([
      'matrix: {',
      `matrix: { exclude: [{ ${key}: ${key} }],`,
    ]),
    'a name of vars': `${UNSPOILT}vars: { ${key}: 1 }\n`,
    'a layer that is left out': `${UNSPOILT}ablate: [${key}]\n`,
    'a source of randomness': `${UNSPOILT}vary: [${key}]\n`,
    'a spec that is extended': `${UNSPOILT}extends: ${key}\n`,
    'a variable of a hypothesis': spoil(['treatment: {', `treatment: { ${key}: 1,`]),
    'an activation': spoil(['[linear, relu]', `[linear, ${key}]`]),
    'a metric': spoil(['test.accuracy', key]),
    'a step': `${UNSPOILT}steps: { ${key}: { uses: ${key}, needs: [${key}], with: { ${key}: ${key} } } }\n`,
    'an expression': spoil([
      '"${{ matrix.activation }}"',
      JSON.stringify(`\${{ matrix.${name} }}`),
    ]),
  };
}

const EXPRESSIONS = [
  'constructor.constructor',
  'matrix.__proto__',
  "matrix['activation']",
  'process.exit()',
  'matrix.activation }}${{ x',
];

const TEXTS = {
  'a question of 10 kB': `${UNSPOILT}question: ${LONG}\n`,
  'a question that is shown backwards': `${UNSPOILT}question: "${BACKWARDS}?"\n`,
  'a question with an escape sequence': `${UNSPOILT}question: "\\e]0;owned\\a"\n`,
  'a claim of 10 kB': spoil(['it helps', LONG]),
};

function shown(name: string): string {
  return JSON.stringify(name.length > 20 ? `${name.slice(0, 12)}… (${name.length})` : name);
}
