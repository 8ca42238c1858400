import { decodeImages } from '../engine/images.ts';
import type { ReportInput } from '../report/build.ts';
import { MOST_CLASSES, confusionMatrix } from '../report/confusion-section.ts';
import type { TestImages } from '../report/confused-section.ts';
import { firstKernel } from '../report/first-layer.ts';
import { isPicture } from '../report/picture.ts';
import { MOST_VARIANTS } from '../report/weights-section.ts';
import type { FirstLayer } from '../report/weights-section.ts';
import { predictionsOf } from '../store/predictions-of.ts';
import type { RunRef } from '../store/runs.ts';
import { decodeSafetensors } from '../store/safetensors.ts';
import type { Store } from '../store/store.ts';
import { nameOf, variantLabel } from '../study/labels.ts';
import { applyLayers } from '../study/layers.ts';
import type { Plan } from '../study/plan.ts';
import type { ConfusionMatrix, Predictions, Results } from '../study/results.ts';
import { sizeOf } from '../study/shapes.ts';
import { labelReader } from './label-reader.ts';

/** What the tested models answered, and the pictures of it. */
export type ReportAnswers = Required<Pick<ReportInput, 'pictures' | 'matrices'>>;

/**
 * What the report shows of the models' answers: all of it follows from the results and the plan.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost some of it.
 */
export async function collectAnswers(
  store: Store,
  { results, plan, ref }: { results: Results; plan: Plan; ref: RunRef },
): Promise<ReportAnswers> {
  const images = await testImages(store, results, plan, ref);
  const labels = await testLabels(store, plan, ref);
  const predictions = new Map<number, Predictions | null>();
  const matrices = new Map<number, ConfusionMatrix>();
  const isCounted = (index: number): boolean => labels.get(index)!.classes <= MOST_CLASSES;
  // Only what is shown is read, and kept only where images are: of many trials it is large.
  const shown = [...labels.keys()].filter((index) => images !== null || isCounted(index));
  for await (const [index, found] of predictionsOf(store, results, shown)) {
    if (images !== null) predictions.set(index, found);
    if (found === null || !isCounted(index)) continue;
    const { classes, values } = labels.get(index)!;
    matrices.set(index, confusionMatrix(found.prediction, values, classes));
  }
  const pictures = { predictions, images, firstLayers: await firstLayers(store, results, plan) };
  return { pictures, matrices };
}

interface Labels {
  readonly classes: number;
  readonly values: Uint8Array | Float32Array;
}

/** Of each trial that tells classes apart, and whose test has begun: how many, and the test set's. */
async function testLabels(
  store: Store,
  plan: Plan,
  ref: RunRef,
): Promise<ReadonlyMap<number, Labels>> {
  const read = labelReader(store);
  const found = new Map<number, Labels>();
  for (const { index, data, training } of plan.trials) {
    const digest = ref.trials[index]?.test.labels;
    if (digest === undefined || training.loss.type === 'meanSquaredError') continue;
    const last = applyLayers(training.layers, data.shape).at(-1)!;
    if ('problem' in last) throw new Error(last.problem);
    const outputs = sizeOf(last.output);
    found.set(index, { classes: outputs === 1 ? 2 : outputs, values: await read(digest) });
  }
  return found;
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
