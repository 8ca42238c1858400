import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import type { CollectedResults } from '../../store/results.ts';
import { decodeSafetensors } from '../../store/safetensors.ts';
import type { Store } from '../../store/store.ts';
import { trialTimes } from '../../store/trial-times.ts';
import { EpochalError } from '../../study/errors.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import { layersModel } from '../export/layers-model.ts';
import { torchStateDict } from '../export/torch-state-dict.ts';
import { chooseCheckpoint, chooseTrial } from '../export/choose.ts';
import type { ModelChoice } from '../export/choose.ts';
import { mlflowFiles } from '../export/mlflow.ts';
import { recordedTrials } from '../export/recorded-trials.ts';
import { tensorboardFiles } from '../export/tensorboard.ts';
import { shellWord } from '../command-line.ts';
import { requireStudyStore } from '../study-store.ts';

/** What `epochal export` writes, each into a folder. */
export interface ExportOptions extends ModelChoice {
  readonly to?: string;
  readonly tensorboard?: string;
  readonly mlflow?: string;
}

/**
 * Writes a model, or all trials' numbers as other tools read them.
 *
 * @throws EpochalError USAGE when it is not said what to write, or a model is chosen and none asked for.
 */
export async function exportStudy(study: string, options: ExportOptions): Promise<void> {
  const { to, tensorboard, mlflow } = options;
  requireTarget(options);
  const store = await requireStudyStore(storeLocation(), study);
  const collected = await collectResults(store, study);
  if (to !== undefined) await exportModel(store, collected, { ...options, to });
  if (tensorboard === undefined && mlflow === undefined) return;
  const { results } = collected;
  const trials = recordedTrials(collected, await trialTimes(store, collected));
  if (trials.length === 0) {
    throw new EpochalError(
      'TRIAL_UNKNOWN',
      `No trial of ${results.run} has an epoch yet, so there is nothing to write.`,
      { run: results.run },
    );
  }
  const count = `${trials.length} of ${results.trials.length} trials of ${results.run}`;
  if (tensorboard !== undefined) {
    await writeFiles(tensorboard, tensorboardFiles(results.study, trials));
    process.stdout.write(
      `${count} are in ${tensorboard}:\n  tensorboard --logdir ${shellWord(tensorboard)}\n`,
    );
  }
  if (mlflow !== undefined) {
    await writeFiles(mlflow, mlflowFiles(results, trials, mlflow));
    process.stdout.write(
      `${count} are in ${mlflow}:\n  MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ${shellWord(mlflow)}\n`,
    );
  }
}

function requireTarget({ to, tensorboard, mlflow, variant, ...options }: ExportOptions): void {
  if (to !== undefined) return;
  if (tensorboard === undefined && mlflow === undefined) {
    throw new EpochalError(
      'USAGE',
      'Say what to write, and where: --to <folder> for a model, --tensorboard <folder> or ' +
        '--mlflow <folder> for the numbers of all trials.',
    );
  }
  const { seed, fold, epoch } = options;
  if (variant.length === 0 && seed === undefined && fold === undefined && epoch === undefined)
    return;
  throw new EpochalError(
    'USAGE',
    '--variant, --seed, --fold and --epoch choose a model, and --to says where to write it. ' +
      '--tensorboard and --mlflow take all trials.',
  );
}

async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

/** Writes one checkpoint's model: for PyTorch as safetensors, for TensorFlow.js as a layers model. */
async function exportModel(
  store: Store,
  { results, plan }: CollectedResults,
  options: ModelChoice & { readonly to: string },
): Promise<void> {
  const index = chooseTrial(results, options);
  const epoch = chooseCheckpoint(results.trials[index]!, options.epoch);
  const { training, data } = plan.trials[index] as PlannedTrial;
  const { tensors } = decodeSafetensors(await store.readArtifact(epoch.checkpoint));
  await mkdir(options.to, { recursive: true });
  const keras = layersModelOrWhy(training.layers, data.shape, tensors);
  const files = {
    'model.safetensors': torchStateDict(tensors),
    ...(typeof keras === 'string' ? {} : keras),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(options.to, name), bytes);
  }
  process.stdout.write(
    `Epoch ${epoch.epoch} of ${results.run}, ${epoch.checkpoint}, is in ${options.to}:\n` +
      '  model.safetensors  for PyTorch: Sequential(...).load_state_dict(load_file(...))\n' +
      (typeof keras === 'string'
        ? `  no model.json:     ${keras}\n`
        : '  model.json         for TensorFlow.js: tf.loadLayersModel(...), with model.bin\n'),
  );
}

/** The layers model's files, or a sentence that says why there are none. */
function layersModelOrWhy(
  ...model: Parameters<typeof layersModel>
): ReturnType<typeof layersModel> | string {
  try {
    return layersModel(...model);
  } catch (error) {
    if (error instanceof EpochalError) return error.message;
    throw error;
  }
}
