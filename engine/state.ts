import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '../study/shapes.ts';

import { decodeSafetensors, encodeSafetensors } from '../store/safetensors.ts';
import type { Tensor as StoredTensor } from '../store/safetensors.ts';
import type { InputStatistics } from './input-statistics.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { Model } from './model.ts';
import type { EngineOptimizer } from './optimizers/optimizer.ts';
import type { Streams } from './streams.ts';

/** Where training stands, on the backend, in the order of the model's parameters. */
export interface TrainingState {
  /** Optimizer steps done since the first weights. */
  readonly steps: number;
  readonly parameters: readonly Tensor[];
  /** Each parameter's optimizer slots. */
  readonly slots: readonly (readonly Tensor[])[];
  /** In the order of the model's buffers. */
  readonly buffers: readonly Tensor[];
}

const FORMAT = 'epochal-state-1';

/**
 * The state before the first step: the seed's weights, slots as they begin.
 *
 * @param measure what buffers may start from; asked only if one does
 */
export function initialState(
  kernels: Kernels,
  model: Model,
  optimizer: EngineOptimizer,
  streams: Streams,
  measure: () => InputStatistics,
): TrainingState {
  return {
    steps: 0,
    parameters: model.parameters.map((parameter, index) =>
      kernels.upload(parameter.fromTorch(streams.parameter(index)), parameter.shape),
    ),
    slots: model.parameters.map(({ shape, random }) =>
      optimizer.slots.map(({ initial }) =>
        kernels.upload(new Float32Array(random.size).fill(initial), shape),
      ),
    ),
    buffers: model.buffers.map(({ shape, initial }) => {
      if (typeof initial === 'string') return kernels.upload(measure()[initial], shape);
      const size = sizeOf(shape);
      return kernels.upload(new Float32Array(size).fill(initial), shape);
    }),
  };
}

/** The state's file: safetensors, equal bytes for equal states. Nothing of the study is in it. */
export function encodeState(
  kernels: Kernels,
  model: Model,
  optimizer: EngineOptimizer,
  state: TrainingState,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>();
  for (const [index, { name, shape }] of model.parameters.entries()) {
    tensors.set(name, { shape, values: kernels.download(state.parameters[index]!) });
    for (const [slot, { name: slotName }] of optimizer.slots.entries()) {
      const values = kernels.download(state.slots[index]![slot]!);
      tensors.set(`${name}.${slotName}`, { shape, values });
    }
  }
  for (const [index, { name, shape }] of model.buffers.entries()) {
    tensors.set(name, { shape, values: kernels.download(state.buffers[index]!) });
  }
  return encodeSafetensors({ tensors, metadata: { format: FORMAT, steps: String(state.steps) } });
}

/**
 * A state from its file.
 *
 * @throws Error naming the tensor that is missing, left over or of another shape.
 */
export function decodeState(
  kernels: Kernels,
  model: Model,
  optimizer: EngineOptimizer,
  bytes: Uint8Array,
): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const steps = Number(metadata['steps']);
  if (metadata['format'] !== FORMAT || !Number.isSafeInteger(steps)) {
    throw new Error(`a state's metadata says format ${FORMAT}, not ${JSON.stringify(metadata)}`);
  }
  const expected = new Map<string, readonly number[]>();
  for (const { name, shape } of model.parameters) {
    expected.set(name, shape);
    for (const slot of optimizer.slots) expected.set(`${name}.${slot.name}`, shape);
  }
  for (const { name, shape } of model.buffers) expected.set(name, shape);
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const wanted = expected.get(name)?.join(', ');
    const found = tensors.get(name)?.shape.join(', ');
    if (wanted !== found) {
      throw new Error(
        `the state's tensor ${name} has shape ${found === undefined ? 'none' : `[${found}]`}, ` +
          `the model's ${wanted === undefined ? 'none' : `[${wanted}]`}`,
      );
    }
  }
  const upload = (name: string): Tensor => {
    const { values, shape } = tensors.get(name)!;
    return kernels.upload(values, shape);
  };
  return {
    steps,
    parameters: model.parameters.map(({ name }) => upload(name)),
    slots: model.parameters.map(({ name }) =>
      optimizer.slots.map((slot) => upload(`${name}.${slot.name}`)),
    ),
    buffers: model.buffers.map(({ name }) => upload(name)),
  };
}

/** Frees the state's tensors. */
export function disposeState(state: TrainingState): void {
  for (const tensor of stateTensors(state)) tensor.dispose();
}

/** Every tensor of the state. */
export function stateTensors(state: TrainingState): readonly Tensor[] {
  return [...state.parameters, ...state.slots.flat(), ...state.buffers];
}

/** Whether every number of the state is finite. */
export function isFiniteState(kernels: Kernels, state: TrainingState): boolean {
  return stateTensors(state).every((tensor) => kernels.download(tensor).every(Number.isFinite));
}
