import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import { isDigest } from './digest.ts';
import { cut } from './readable.ts';
import { diagnose } from './tree.ts';

export interface CompileOptions {
  /** The name that diagnostics give the source. Default: `spec`. */
  readonly file?: string;
  /** `path=value` texts, values as YAML, applied in order. */
  readonly overrides?: readonly string[];
  /** Digests in the store of the data files that the spec names, by their paths in the spec. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Options with their defaults, or what is wrong with them. */
export interface ReadOptions extends Required<CompileOptions> {
  readonly diagnostics: readonly Diagnostic[];
}

const FILE_LENGTH = 200;
const NAMES: ReadonlySet<string> = new Set(['file', 'overrides', 'files']);

/** Reads the options. They may come from anybody who starts a workflow, whatever the type says. */
export function readOptions(options: unknown): ReadOptions {
  const given = options ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return refused('not-data', '', 'The options are a map of `file`, `overrides` and `files`.');
  }
  const unknown = Object.keys(given).find((name) => !NAMES.has(name));
  if (unknown !== undefined) {
    const message = `\`${unknown}\` is no option. The options are \`file\`, \`overrides\` and \`files\`.`;
    return refused('unknown-field', '', message);
  }
  const { file = 'spec', overrides = [], files = {} } = given as Readonly<Record<string, unknown>>;
  if (typeof file !== 'string') {
    return refused('bad-value', '/file', 'The option `file` takes a text, such as a path.');
  }
  if (!isTexts(overrides)) {
    const message = 'The option `overrides` takes a list of texts such as `training.epochs=5`.';
    return refused('bad-override', '/overrides', message);
  }
  if (!isDigests(files)) {
    const message =
      'The option `files` takes a map of paths to digests, `sha256:` and 64 hex digits.';
    return refused('bad-value', '/files', message);
  }
  return { file: cut(file, FILE_LENGTH), overrides, files, diagnostics: [] };
}

function isDigests(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isDigest);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function refused(code: DiagnosticCode, pointer: string, message: string): ReadOptions {
  const diagnostic = diagnose(code, { file: 'options', pointer }, message);
  return { file: 'spec', overrides: [], files: {}, diagnostics: [diagnostic] };
}
