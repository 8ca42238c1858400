import type { Predictions } from '../study/results.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const FORMAT = 'epochal-predictions-1';

/**
 * The file of a test's predictions: safetensors with `loss` [samples] and `prediction`, classes as
 * [samples], numbers as [samples, outputs]. All of it is float32, which holds classes exactly.
 */
export function encodePredictions({ loss, prediction }: Predictions): Uint8Array<ArrayBuffer> {
  const isClasses = prediction instanceof Int32Array;
  const samples = loss.length;
  const shape = isClasses ? [samples] : [samples, prediction.length / samples];
  const values = isClasses ? Float32Array.from(prediction) : prediction;
  const tensors = new Map([
    ['loss', { shape: [samples], values: loss }],
    ['prediction', { shape, values }],
  ]);
  return encodeSafetensors({ tensors, metadata: { format: FORMAT } });
}

/**
 * Reads such a file.
 *
 * @throws Error naming the defect when the bytes are not one.
 */
export function readPredictions(bytes: Uint8Array): Predictions {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const [loss, prediction] = [tensors.get('loss'), tensors.get('prediction')];
  if (metadata['format'] !== FORMAT || loss === undefined || prediction === undefined) {
    throw new Error(`the file says ${JSON.stringify(metadata)}: not the format ${FORMAT}`);
  }
  const isClasses = prediction.shape.length === 1;
  return {
    loss: loss.values,
    prediction: isClasses ? Int32Array.from(prediction.values) : prediction.values,
  };
}
