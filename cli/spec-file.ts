import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { describeWith } from '../datasets/own/describe.ts';
import { fetchOwn } from '../datasets/own/fetch-own.ts';
import { withRemoteFiles } from '../datasets/own/remote.ts';
import type { ReadRemote } from '../datasets/own/remote.ts';
import { compileSpec, formatDiagnostics, resolveSpec } from '../study/compile.ts';
import type { CompileOptions } from '../study/compile-options.ts';
import type { ReadSpec } from '../study/extends.ts';
import { readRun, runNamed } from '../store/runs.ts';
import type { RunSource } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { DescribeData, RemoteFile } from '../study/own-data.ts';
import type { Warning } from '../study/diagnostics.ts';
import type { Plan } from '../study/plan.ts';
import { commandLine } from './command-line.ts';
import { quoted } from '../study/readable.ts';
import { reasonOf } from './system-error.ts';
import { hasColor } from './terminal.ts';

/** A spec to run, compiled. */
export interface LoadedSpec {
  /** What it is called in diagnostics. */
  readonly file: string;
  /** The YAML; the spec as an object where it was started as one. */
  readonly spec: string | object;
  readonly overrides: readonly string[];
  /** The data files that it names, by their paths in the spec; what was fetched, by its digest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly plan: Plan;
  readonly warnings: readonly Warning[];
  /** The command that runs it again. */
  readonly again: string;
}

/**
 * Reads and compiles a spec; fetches the data files that have an address.
 *
 * @param reading is told the path of each file before it is read
 * @throws EpochalError SPEC_INVALID with every diagnostic, or when there is no such file;
 *   DOWNLOAD_FAILED when a data file can't be fetched now.
 */
export async function loadSpec(
  file: string,
  overrides: readonly string[],
  reading: Reading = () => undefined,
): Promise<LoadedSpec> {
  reading(file);
  const bytes = readSpec(file);
  const data = filesBeside(file, reading);
  const compiled = await compile(bytes, { file, overrides }, data, readBeside(reading));
  const again = commandLine('run', [file], overrides);
  const text = new TextDecoder().decode(bytes);
  const loaded = { file, files: data.here, ...compiled, again };
  // A worker has no files: it is given all of them as one.
  if (
    text.includes('extends') &&
    !compileSpec(text, { file, overrides }, { describe: data.describe() }).ok
  ) {
    const beside = { read: readBeside(), describe: data.describe() };
    return { ...loaded, spec: resolveSpec(bytes, { file, overrides }, beside)!, overrides: [] };
  }
  return { ...loaded, spec: text, overrides };
}

/**
 * A spec and what it extends as one YAML, with overrides and defaults in place.
 *
 * @throws EpochalError as `loadSpec`
 */
export async function resolvedSpec(file: string, overrides: readonly string[]): Promise<string> {
  const bytes = readSpec(file);
  const data = filesBeside(file);
  await compile(bytes, { file, overrides }, data, readBeside());
  const beside = { read: readBeside(), describe: data.describe() };
  return resolveSpec(bytes, { file, overrides }, beside)!; // it has compiled
}

/** The data files of a spec on this disk, by their paths from it. */
function filesBeside(spec: string, reading?: Reading): DataFiles {
  const read = (path: string): Uint8Array => {
    const file = isAbsolute(path) ? path : join(dirname(spec), path);
    reading?.(file);
    return readDataFile(file);
  };
  return new DataFiles(read, (file) => {
    process.stderr.write(`Fetching ${file.url}\n`);
    return fetchOwn(file);
  });
}

/** The data files that a spec names. */
class DataFiles {
  /** What was read: by path, or by digest where it was fetched. */
  readonly here = new Map<string, Uint8Array>();
  readonly #read: (path: string) => Uint8Array;
  readonly obtain: (file: RemoteFile) => Promise<Uint8Array>;

  constructor(
    read: (path: string) => Uint8Array,
    obtain: (file: RemoteFile) => Promise<Uint8Array>,
  ) {
    this.#read = read;
    this.obtain = obtain;
  }

  /** @param readRemote default: what has been read before */
  describe(
    readRemote: ReadRemote = ({ sha256 }) => this.here.get(digestName(sha256))!,
  ): DescribeData {
    const once = (name: string, read: () => Uint8Array): Uint8Array => {
      const found = this.here.get(name) ?? read();
      this.here.set(name, found);
      return found;
    };
    return describeWith(
      (path) => once(path, () => this.#read(path)),
      (file) => once(digestName(file.sha256), () => readRemote(file)),
    );
  }
}

/** Is told the path of a file before it is read. */
type Reading = (file: string) => void;

/** Reads a spec's file by its path from another's. */
function readBeside(reading?: Reading): ReadSpec {
  return (path, from) => {
    const file = from === null || isAbsolute(path) ? path : join(dirname(from), path);
    reading?.(file);
    try {
      return { file, id: realpathSync(file), bytes: readStart(file, 2 * LIMITS.sourceBytes) };
    } catch (error) {
      throw new Error(reasonOf(error), { cause: error });
    }
  };
}

/**
 * The spec that a study's newest run was started with, or the one of a run.
 *
 * @throws EpochalError STUDY_UNKNOWN; SPEC_INVALID when this version refuses it.
 */
export async function loadStoredSpec(store: Store, study: string): Promise<LoadedSpec> {
  const run = await runNamed(store, study);
  const source = (await readRun(store, run))?.source;
  if (source === undefined) throw sourceUnknown(run);
  const { spec, options } = await store.readJson<RunSource>(source);
  const { file = study, overrides = [], files: digests = {} } = options;
  const read = Object.entries(digests).map(
    async ([path, digest]) => [path, await store.readArtifact(digest)] as const,
  );
  const stored = new Map(await Promise.all(read));
  const data = new DataFiles(
    (path) => {
      const found = stored.get(path);
      if (found === undefined) throw new Error('The store has no such file.');
      return found;
    },
    async (remote) => {
      const digest = digestName(remote.sha256);
      return (await store.isIntact(digest)) ? store.readArtifact(digest) : fetchOwn(remote);
    },
  );
  const compiled = await compile(spec, { file, overrides }, data);
  const again = commandLine('retry', [study], []);
  return { file, spec, overrides, files: data.here, ...compiled, again };
}

function digestName(sha256: string): string {
  return `sha256:${sha256}`;
}

async function compile(
  spec: Uint8Array | string | object,
  options: CompileOptions,
  data: DataFiles,
  read?: ReadSpec,
): Promise<Pick<LoadedSpec, 'plan' | 'warnings'>> {
  const compiled = await withRemoteFiles(data.obtain, (readRemote) =>
    compileSpec(spec, options, { ...(read && { read }), describe: data.describe(readRemote) }),
  );
  if (compiled.ok) return { plan: compiled.plan, warnings: compiled.warnings };
  const text = formatDiagnostics(compiled.diagnostics, { color: hasColor(process.stderr) });
  throw new EpochalError('SPEC_INVALID', text);
}

/** Prints what a spec says that is probably not meant: on stderr, since results may be read. */
export function printWarnings(spec: LoadedSpec): void {
  process.stderr.write(warningsText(spec, process.stderr));
}

/** The warnings and an empty line; nothing where there are none. */
export function warningsText(
  { warnings }: LoadedSpec,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  if (warnings.length === 0) return '';
  return `${formatDiagnostics(warnings, { color: hasColor(stream) })}\n`;
}

function sourceUnknown(run: string): EpochalError {
  return new EpochalError(
    'STUDY_UNKNOWN',
    `The store has no spec of ${run}. Run its file with \`epochal run\`: what was computed is found. ` +
      '`epochal status` shows the studies that are here.',
    { run },
  );
}

function readSpec(file: string): Uint8Array {
  try {
    return readStart(file, 2 * LIMITS.sourceBytes);
  } catch (error) {
    throw new EpochalError(
      'SPEC_INVALID',
      `Can't read the spec ${quoted(file)}: ${reasonOf(error)}. ` +
        'Give the path of a YAML file, such as specs/relu.yaml.',
      { file },
      { cause: error },
    );
  }
}

/** @throws Error that says what is wrong with the file, in a sentence. */
function readDataFile(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size <= LIMITS.dataBytes) return readFileSync(path);
  } catch (error) {
    throw new Error(`Can't read ${quoted(path)}: ${reasonOf(error)}.`, { cause: error });
  }
  throw new Error(
    `${quoted(path)} is larger than ${LIMITS.dataBytes / 1e9} GB, the most that is read.`,
  );
}

/** A file's first bytes. A data set or an endless device, given by mistake, is not read whole. */
function readStart(file: string, mostBytes: number): Buffer {
  const bytes = Buffer.alloc(mostBytes);
  const descriptor = openSync(file, 'r');
  try {
    for (let length = 0; ;) {
      const read = readSync(descriptor, bytes, length, mostBytes - length, null);
      length += read;
      if (length === mostBytes) throw new Error('it is far too large for a spec');
      if (read === 0) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
