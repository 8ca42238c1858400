import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import { decodeSafetensors } from '../../store/safetensors.ts';
import { EpochalError } from '../../study/errors.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import { layersModel } from '../export/layers-model.ts';
import { torchStateDict } from '../export/torch-state-dict.ts';
import { chooseCheckpoint, chooseTrial } from '../export/choose.ts';
import type { ModelChoice } from '../export/choose.ts';
import { requireStudyStore } from '../study-store.ts';

/** Writes one checkpoint's model: for PyTorch as safetensors, for TensorFlow.js as a layers model. */
export async function exportModel(
  study: string,
  options: ModelChoice & { readonly to: string },
): Promise<void> {
  const store = await requireStudyStore(storeLocation(), study);
  const { results, plan } = await collectResults(store, study);
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
