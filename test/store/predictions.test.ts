import { encodePredictions, readPredictions } from '../../store/predictions.ts';
import { decodeSafetensors, encodeSafetensors } from '../../store/safetensors.ts';

const loss = Float32Array.of(0.5, 0.25, 2);

test('classes are kept as whole numbers, one a sample', () => {
  const bytes = encodePredictions({ loss, prediction: Int32Array.of(0, 255, 1000) });
  expect(readPredictions(bytes)).toEqual({ loss, prediction: Int32Array.of(0, 255, 1000) });
  const { tensors } = decodeSafetensors(bytes);
  expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
    ['loss', [3]],
    ['prediction', [3]],
  ]);
});

test('numbers are kept as they are, in a column for each output', () => {
  const prediction = Float32Array.of(1.5, -2, 0.125, 3, 4, 5);
  const bytes = encodePredictions({ loss, prediction });
  expect(readPredictions(bytes)).toEqual({ loss, prediction });
  expect(decodeSafetensors(bytes).tensors.get('prediction')!.shape).toEqual([3, 2]);
});

test('one number a sample is no class', () => {
  const prediction = Float32Array.of(1, 2, 3);
  expect(readPredictions(encodePredictions({ loss, prediction }))).toEqual({ loss, prediction });
});

test('equal predictions give equal bytes', () => {
  const prediction = Int32Array.of(1, 2, 3);
  const again = encodePredictions({ prediction: prediction.slice(), loss: loss.slice() });
  expect(again).toEqual(encodePredictions({ loss, prediction }));
});

test('a state is refused', () => {
  const tensors = new Map([['loss', { shape: [3], values: loss }]]);
  const state = encodeSafetensors({ tensors, metadata: { format: 'epochal-state-1' } });
  expect(() => readPredictions(state)).toThrow(
    'the file says {"format":"epochal-state-1"}: not the format epochal-predictions-1',
  );
});
