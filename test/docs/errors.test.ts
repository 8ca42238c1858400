import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, exitCodeOf } from '../../cli/failure.ts';
import { packageRoot } from '../../environment/package.ts';
import { compileSpec } from '../../study/compile.ts';
import { EpochalError } from '../../study/errors.ts';
import type { ErrorCode } from '../../study/errors.ts';
import { compileWithData, specFiles } from '../study/spec-files.ts';

const doc = read('docs/errors.md');
const sections = new Map(
  [...doc.matchAll(/^### `(\w+)`\n\n([\s\S]*?)(?=^##)/gm)].map(([, code, text]) => [code!, text!]),
);
// | `code` | when | for example | what to do |
const diagnosticRows = [
  ...doc
    .slice(doc.indexOf('## Diagnostics'), doc.indexOf('## Warnings'))
    .matchAll(/^\| `([a-z0-9-]+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm),
].map(([, diagnostic, , example]) => ({ code: diagnostic!, example: example! }));

const errorCodes = membersOf('study/errors.ts', 'ErrorCode');
const diagnosticCodes = membersOf('study/diagnostics.ts', 'DiagnosticCode');
const sources = JSON.parse(read('tsconfig.json')) as { include: string[] };
const code = sources.include.flatMap(typeScriptIn).map(read).join('\n');

describe('docs/errors.md', () => {
  test('explains every error code, every type of our failures in Temporal, and no other', () => {
    const failures = [...code.matchAll(/type: '([A-Z_]+)'|'(STUDY_[A-Z]+)',\n {2}\);/g)];
    const ours = failures.map(([, type, last]) => type ?? last!);
    expect(ours).toEqual(expect.arrayContaining(['BUG', 'STUDY_FAILED']));
    expect([...sections.keys()].sort()).toEqual([...new Set([...errorCodes, ...ours])].sort());
  });

  test('explains every diagnostic code and no other, in the order of their type', () => {
    expect(diagnosticRows.map((row) => row.code)).toEqual(diagnosticCodes);
  });

  test('explains every warning and shows it as it really is', () => {
    const rows = [
      ...doc.slice(doc.indexOf('## Warnings')).matchAll(/^\| `([a-z-]+)` +\| .+? +\| (.+?) +\|$/gm),
    ].map(([, name, example]) => `${name}: ${example}`);
    expect(rows.map((row) => row.split(':')[0])).toEqual(
      membersOf('study/diagnostics.ts', 'WarningCode'),
    );
    const printed = specFiles('warned').flatMap(({ bytes }) => {
      const compiled = compileWithData(bytes);
      return compiled.ok ? compiled.warnings.map((each) => `${each.code}: ${each.message}`) : [];
    });
    expect(printed).toEqual(expect.arrayContaining(rows));
  });

  test.each([...sections])('says of %s when, what is shown and what to do', (name, text) => {
    expect(text).toMatch(/^```text\n[\s\S]+?^```/m);
    expect(text).toMatch(/^To do: /m);
    const stated = /^Exit code (\d+)/.exec(text)?.[1];
    if (stated === undefined) expect(text).toMatch(/^(In|At) [^.]+:/);
    else expect(Number(stated)).toBe(exitCodeOf(new EpochalError(name as ErrorCode, '')));
  });

  test('lists the exit codes that commands have', () => {
    const rows = [...doc.matchAll(/^\| (\d+) +\|/gm)].map(([, exit]) => Number(exit));
    expect(rows).toEqual([...new Set(Object.values(EXIT))].sort((a, b) => a - b));
  });

  test('shows diagnostics as they really are', () => {
    const printed = new Set(realDiagnostics());
    const shown = diagnosticRows.map((row) => `${row.code}: ${row.example}`);
    expect(shown.filter((line) => !printed.has(line))).toEqual([]);
    const whole = /^my\.yaml:\S+ error (.*)$/m.exec(sections.get('SPEC_INVALID')!)![1]!;
    expect(printed).toContain(whole);
  });
});

describe('the source', () => {
  test.each(errorCodes)('raises %s somewhere', (name) => {
    expect(code).toMatch(new RegExp(`new EpochalError\\(\\s*'${name}'`));
  });

  test.each(diagnosticCodes)('reports %s somewhere', (name) => {
    const elsewhere = typeScriptIn('study').filter((file) => file !== 'study/diagnostics.ts');
    expect(elsewhere.some((file) => read(file).includes(`'${name}'`))).toBe(true);
  });
});

/** `code: sentence` of all the bad specs, and of what no file can show. */
function realDiagnostics(): string[] {
  const compiled = [
    ...specFiles('bad').map(({ bytes }) => compileWithData(bytes)),
    compileSpec(new Uint8Array(300_000).fill(97)),
    compileSpec(5 as unknown as object), // JavaScript callers are not held by the type
    compileSpec('epochal: 1', { overrides: ['training.epochs'] }),
  ];
  return compiled.flatMap((spec) =>
    spec.ok ? [] : spec.diagnostics.map(({ code: name, message }) => `${name}: ${message}`),
  );
}

/** The members of a union of strings, as it is written. */
function membersOf(file: string, union: string): string[] {
  const [, body] = new RegExp(`type ${union} =([^;]+);`).exec(read(file))!;
  return [...body!.matchAll(/'([^']+)'/g)].map(([, member]) => member!);
}

function typeScriptIn(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}
