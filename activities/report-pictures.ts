import { decodeImages } from '../engine/images.ts';
import type { PictureInput } from '../report/build.ts';
import type { TestImages } from '../report/confused-section.ts';
import { firstKernel } from '../report/first-layer.ts';
import { isPicture } from '../report/picture.ts';
import { MOST_VARIANTS } from '../report/weights-section.ts';
import type { FirstLayer } from '../report/weights-section.ts';
import { collectPredictions } from '../store/collect-predictions.ts';
import type { RunRef } from '../store/runs.ts';
import { decodeSafetensors } from '../store/safetensors.ts';
import type { Store } from '../store/store.ts';
import { nameOf, variantLabel } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';

/**
 * What the report's pictures are drawn from: all of it follows from the results and the plan.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost some of it.
 */
export async function collectPictures(
  store: Store,
  { results, plan, ref }: { results: Results; plan: Plan; ref: RunRef },
): Promise<PictureInput> {
  const images = await testImages(store, results, plan, ref);
  return {
    // Only what is shown is read: of many trials they are large.
    predictions: images === null ? new Map() : await collectPredictions(store, results),
    images,
    firstLayers: await firstLayers(store, results, plan),
  };
}

/** The images that all tested trials were tested on, if those are the same. */
async function testImages(
  store: Store,
  { trials }: Results,
  plan: Plan,
  ref: RunRef,
): Promise<TestImages | null> {
  const tested = plan.trials.filter(({ index }) => trials[index]?.test);
  const sets = tested.flatMap(({ index }) => ref.trials[index]?.test ?? []);
  const [first] = sets;
  const shape = tested[0]?.data.shape;
  if (first === undefined || shape === undefined || !isPicture(shape)) return null;
  if (sets.some(({ images, labels }) => images !== first.images || labels !== first.labels)) {
    return null;
  }
  const { pixels, labels } = decodeImages(
    await store.readArtifact(first.images),
    await store.readArtifact(first.labels),
  );
  return labels instanceof Uint8Array ? { shape, pixels, labels } : null;
}

/** Of each variant, the first trial's that has a best epoch; of many variants the first ones'. */
async function firstLayers(
  store: Store,
  { trials }: Results,
  plan: Plan,
): Promise<readonly FirstLayer[]> {
  const found = new Map<string, FirstLayer>();
  for (const { index, data, training } of plan.trials) {
    if (found.size === MOST_VARIANTS) break;
    const trial = trials[index];
    const best = trial?.epochs.find(({ epoch }) => epoch === trial.best?.epoch);
    const name = firstKernel(training.layers, data.shape);
    if (trial === undefined || best === undefined || name === null) continue;
    const label = variantLabel(trial.variant);
    if (found.has(label) || !isPicture(data.shape)) continue;
    const { tensors } = decodeSafetensors(await store.readArtifact(best.checkpoint));
    const kernel = tensors.get(name)!;
    if (kernel.shape.length === 4 && ![1, 3].includes(kernel.shape[2]!)) continue;
    found.set(label, { ...nameOf(trial), epoch: best.epoch, sample: data.shape, kernel });
  }
  return [...found.values()];
}
