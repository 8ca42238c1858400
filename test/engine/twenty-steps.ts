import type { Backend } from '../../engine/backend.ts';
import { trainEpoch } from '../../engine/epoch.ts';
import type { Images } from '../../engine/images.ts';
import { disposeState } from '../../engine/state.ts';
import type { TrainingState } from '../../engine/state.ts';
import type { TrainingSpec } from '../../study/spec.ts';
import { tiny } from './tiny.ts';

/**
 * The loss of each step that a network takes from these weights on samples in order, epoch after
 * epoch, until there are `steps` of them. Leaves no tensor behind.
 */
export async function lossesOfSteps(
  backend: Backend,
  training: TrainingSpec,
  images: Images,
  weights: readonly (readonly number[])[],
  steps: number,
): Promise<readonly number[]> {
  const { kernels, tf } = backend;
  const problem = tiny(backend, training);
  tf.dispose([...problem.state.parameters]);
  const parameters = weights.map((values, i) =>
    kernels.upload(Float32Array.from(values), problem.model.parameters[i]!.shape),
  );
  let state: TrainingState = { ...problem.state, parameters };
  const samples = Uint32Array.from({ length: images.count }, (_value, i) => i);
  const seen: number[] = [];
  for (let epoch = 1; seen.length < steps; epoch += 1) {
    let sum = 0;
    const output = await trainEpoch({
      ...problem,
      ...{ kernels, images, samples, epoch, state },
      onBatch: ({ batch, loss }) => {
        seen.push(batch * loss! - sum); // the progress is the mean so far
        sum = batch * loss!;
      },
    });
    disposeState(state);
    state = output.state;
  }
  disposeState(state);
  return seen;
}
