import {
  datasetDir,
  fetchDataset,
  isFetched,
  keptMegabytes,
} from '../../datasets/fetch-dataset.ts';
import {
  findNativeEngine,
  hasGpu,
  nativePackage,
  type Flavor,
} from '../../environment/native-engine.ts';
import { nativeEngineDir, temporalBinary } from '../../environment/paths.ts';
import { findOnPath } from '../../environment/which.ts';
import { datasetOf } from '../../study/datasets.ts';
import type { DatasetName } from '../../study/datasets.ts';
import { EpochalError } from '../../study/errors.ts';
import { setUpEngine, WASM_SLOWDOWN } from './engine.ts';
import { recallFailure } from './engine-failure.ts';
import { withTicker, type SetUpLog } from './log.ts';
import { findTemporal, setUpTemporal } from './temporal.ts';

export type Requirement = 'node' | 'temporal' | 'tensorflow' | 'dataset';

/** One thing a study needs: whether it is here, and what set-up will do if not. */
export interface PreflightRow {
  readonly requirement: Requirement;
  /** The one that is required, if it is a data set. */
  readonly dataset?: DatasetName;
  readonly what: string;
  /** `fallback`: not the thing itself, but what takes its place; nothing more to set up. */
  readonly status: 'found' | 'missing' | 'fallback';
  /** Where it is, or how it will be got. */
  readonly detail: string;
  /** What comes next where `detail` fails; null when there is nothing to do. */
  readonly otherwise: string | null;
  /** On two cores and a fast line, `[usual, worst]`; null when there is nothing to do. */
  readonly minutes: readonly [number, number] | null;
  /** What is kept on the disk afterwards. */
  readonly megabytes: number | null;
}

export interface PreflightOptions {
  /** The server that the command was pointed to: then no binary of its own is needed. */
  readonly temporalAddress?: string;
  /** The data sets that the study uses. */
  readonly datasets?: readonly DatasetName[];
}

export interface SetUpOptions {
  readonly signal?: AbortSignal;
}

/** Looks for all that a study needs, in a fraction of a second; changes nothing. */
export async function preflight(options: PreflightOptions = {}): Promise<PreflightRow[]> {
  return [
    nodeRow(process.versions.node),
    await temporalRow(options),
    tensorflowRow(),
    ...(await Promise.all((options.datasets ?? []).map(datasetRow))),
  ];
}

/**
 * Does what the rows say is missing, one after the other, telling before each what it does and
 * where the outcome is kept.
 *
 * @throws EpochalError SETUP_FAILED listing what was tried.
 */
export async function setUp(
  rows: readonly PreflightRow[],
  log: SetUpLog,
  options: SetUpOptions = {},
): Promise<void> {
  for (const row of rows) {
    if (row.status !== 'missing') continue;
    const start = performance.now();
    const outcome = await STEPS[row.requirement](log, options, row);
    const seconds = Math.round((performance.now() - start) / 1000);
    log.say(`  ${outcome} (${seconds} s)`);
  }
}

const STEPS: Readonly<
  Record<Requirement, (log: SetUpLog, options: SetUpOptions, row: PreflightRow) => Promise<string>>
> = {
  async node() {
    throw new EpochalError(
      'SETUP_FAILED',
      `Epochal needs Node.js 20.19 or newer, this is ${process.versions.node}. ` +
        'Install Node.js 20, 22 or 24: https://nodejs.org/en/download',
    );
  },
  async temporal(log, options) {
    log.say('Temporal server: it makes the study durable, and runs on this machine.');
    log.say(`  kept at ${temporalBinary()}`);
    const { path } = await setUpTemporal({ log, ...options });
    return `Temporal server ready: ${path}`;
  },
  async tensorflow(log, options) {
    const flavor = wantedFlavor();
    log.say('TensorFlow: the native library that trains, and the addon that Node loads it by.');
    log.say(`  kept in ${nativeEngineDir(flavor)}`);
    const { engine } = await setUpEngine({ log, ...options });
    if (engine !== null) return `TensorFlow ready: ${engine.packageDir}`;
    return `No native TensorFlow; training uses WASM, about ${WASM_SLOWDOWN} times slower`;
  },
  async dataset(log, options, row) {
    const name = row.dataset!;
    const { title, about, licence } = datasetOf(name);
    log.say(`${title}: ${about} (${licence}), each file checked by digest.`);
    log.say(`  kept in ${datasetDir(name)}`);
    const fetching = fetchDataset(name, {
      onProgress: ({ file, receivedBytes, totalBytes }) => {
        const total = totalBytes === null ? '' : ` of ${(totalBytes / 1e6).toFixed(1)}`;
        log.progress(`${file}: ${(receivedBytes / 1e6).toFixed(1)}${total} MB`);
      },
      ...options,
    });
    try {
      await withTicker(log, (seconds) => `${title}, ${seconds} s`, fetching);
    } catch (error) {
      if (!(error instanceof EpochalError && error.code === 'DOWNLOAD_FAILED')) throw error;
      // No reason not to start: the study's own step waits for the sources, and says so.
      log.say(error.message);
      return `${title} is not here yet: studies try again until it is`;
    }
    return `${title} ready`;
  },
};

/** @param version As in process.versions.node. */
export function nodeRow(version: string): PreflightRow {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const supported = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return {
    ...found('node', 'Node.js', version),
    ...(supported ? {} : { status: 'missing', detail: `20.19+, 22.12+ or 24; this is ${version}` }),
  };
}

async function temporalRow(options: PreflightOptions): Promise<PreflightRow> {
  const { temporalAddress } = options;
  const what = 'Temporal server';
  if (temporalAddress !== undefined) return found('temporal', what, `at ${temporalAddress}`);
  const binary = await findTemporal();
  if (binary !== null) return found('temporal', what, binary.path);
  return {
    requirement: 'temporal',
    what,
    status: 'missing',
    detail: 'download release 1.5.1',
    otherwise: findOnPath('go') === null ? 'none: no go on PATH' : 'go install',
    minutes: [1, 6],
    megabytes: 250,
  };
}

function tensorflowRow(): PreflightRow {
  const flavor = wantedFlavor();
  const what = flavor === 'gpu' ? 'TensorFlow (GPU)' : 'TensorFlow';
  // Whoever asks for WASM needs no native engine.
  if (process.env['EPOCHAL_BACKEND'] === 'wasm') {
    return found('tensorflow', 'TensorFlow (WASM)', 'by EPOCHAL_BACKEND');
  }
  const engine = findNativeEngine();
  if (engine !== null && (engine.flavor === flavor || flavor === 'cpu')) {
    return found('tensorflow', what, engine.packageDir);
  }
  const wasm = `WASM, ${WASM_SLOWDOWN}× slower`;
  const failure = recallFailure(flavor);
  if (failure !== null) {
    const inPlace = engine === null ? wasm : nativePackage(engine.flavor);
    const detail = `${inPlace}: set-up failed at ${failure.time}`;
    return { ...found('tensorflow', what, detail), status: 'fallback' };
  }
  const canBuild =
    process.platform === 'linux' &&
    process.arch === 'x64' &&
    ['python3', 'python', 'pip3', 'pip'].some((name) => findOnPath(name) !== null) &&
    ['g++', 'c++', 'clang++'].some((name) => findOnPath(name) !== null);
  return {
    requirement: 'tensorflow',
    what,
    status: 'missing',
    detail: canBuild ? 'Python wheel 2.18.0, compile addon' : 'prebuilt download',
    otherwise: canBuild ? `prebuilt; ${wasm}` : wasm,
    minutes: flavor === 'gpu' ? [3, 15] : [1, 5],
    megabytes: flavor === 'gpu' ? 5_600 : 765,
  };
}

async function datasetRow(name: DatasetName): Promise<PreflightRow> {
  const { title, npm } = datasetOf(name);
  if (await isFetched(name)) {
    return { ...found('dataset', title, datasetDir(name)), dataset: name };
  }
  return {
    requirement: 'dataset',
    dataset: name,
    what: title,
    status: 'missing',
    detail: 'download from its mirrors',
    otherwise: npm === undefined ? null : `npm package ${npm.replace(/@[^@/]*$/, '')}`,
    minutes: [0, 1],
    megabytes: keptMegabytes(name),
  };
}

function wantedFlavor(): Flavor {
  return hasGpu() ? 'gpu' : 'cpu';
}

function found(requirement: Requirement, what: string, detail: string): PreflightRow {
  const nothing = { otherwise: null, minutes: null, megabytes: null };
  return { requirement, what, status: 'found', detail, ...nothing };
}
