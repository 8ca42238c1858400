import { decodeState, disposeState, encodeState, initialState } from '../../engine/state.ts';
import { decodeSafetensors, encodeSafetensors } from '../../store/safetensors.ts';
import { createModel } from '../../engine/model.ts';
import { createOptimizer } from '../../engine/optimizers/create.ts';
import { createStreams } from '../../engine/streams.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { describeOnBackends } from './backends.ts';
import { trajectory } from './reference.ts';
import { NOTHING_MEASURED, tiny, tinyTraining } from './tiny.ts';
import { createHash } from 'node:crypto';

describeOnBackends('a state', (backend) => {
  test('holds each layer’s tensors by its position in the spec, and nothing of the study', () => {
    const { kernels } = backend();
    const { model, optimizer, state } = tiny(backend(), tinyTraining('relu'));
    const { tensors, metadata } = decodeSafetensors(encodeState(kernels, model, optimizer, state));
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      '1.kernel': [12, 7],
      '1.bias': [7],
      '3.kernel': [7, 5],
      '3.bias': [5],
    });
    expect(metadata).toEqual({ format: 'epochal-state-1', steps: '0' });
    disposeState(state);
  });

  test('starts from PyTorch’s weights, transposed', () => {
    const { kernels } = backend();
    const { layers } = { ...tinyTraining('relu'), layers: mnistLayers };
    const model = createModel(layers, [28, 28, 1]);
    const optimizer = createOptimizer(readOptimizer({ sgd: { learningRate: 0.15 } }));
    const parameters = model.parameters.map(({ random }) => random);
    const streams = createStreams({ randomness: 'torch', seed: 0, total: 60_000, parameters });
    const state = initialState(kernels, model, optimizer, streams, NOTHING_MEASURED);
    const { tensors } = decodeSafetensors(encodeState(kernels, model, optimizer, state));
    const kernel = tensors.get('3.kernel')!.values; // [512, 10]
    const weight = Float32Array.from({ length: 5120 }, (_, i) => {
      const [out, from] = [Math.floor(i / 512), i % 512];
      return kernel[from * 10 + out]!;
    });
    const digest = createHash('sha256').update(new Uint8Array(weight.buffer)).digest('hex');
    expect(digest).toBe(trajectory(0, 'relu').sha256['fc2.weight']);
    disposeState(state);
  });

  test('of another model is refused, naming the tensor', () => {
    const { kernels } = backend();
    const { model, optimizer, state } = tiny(backend(), tinyTraining('relu'));
    const bytes = encodeState(kernels, model, optimizer, state);
    const wider = createModel([{ type: 'flatten' }, { type: 'dense', units: 8 }], [4, 3, 1]);
    expect(() => decodeState(kernels, wider, optimizer, bytes)).toThrow(
      'the state’s tensor 1.kernel has shape [12, 7], the model’s [12, 8]'.replaceAll('’', "'"),
    );
    const other = encodeSafetensors({ tensors: new Map(), metadata: {} });
    expect(() => decodeState(kernels, model, optimizer, other)).toThrow('format epochal-state-1');
    disposeState(state);
  });
});

const mnistLayers = [
  { type: 'flatten' },
  { type: 'dense', units: 512 },
  { type: 'activation', activation: 'relu' },
  { type: 'dense', units: 10 },
] as const;
