// A process of its own: loads a model of dense layers, and times it on one sample.
import { readFileSync } from 'node:fs';
import type { Model } from 'epochal';

export interface Request {
  /** The model's weights, a safetensors file. */
  readonly file: string;
  readonly layers: Model['layers'];
  /** Numbers of one sample. */
  readonly inputs: number;
  readonly runs: number;
}

export interface Measured {
  readonly weights: number;
  readonly bytes: number;
  /** The median of all runs. */
  readonly milliseconds: number;
}

/** What the process says. */
export type Message = Measured | { readonly done: number } | { readonly error: string };

interface Dense {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly relu: boolean;
}

/** Told every so many runs. */
const REPORT = 100;

process.on('message', (request: Request) => {
  try {
    process.send!(measure(request));
  } catch (error) {
    process.send!({ error: (error as Error).message });
  }
  process.disconnect();
});

function measure({ file, layers, inputs, runs }: Request): Measured {
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`runs is ${runs}, expected 1 or more`);
  const model = denseLayers(layers, readTensors(file));
  // A fixed sample: what a model computes with takes the same time whatever the numbers are.
  const sample = Float32Array.from({ length: inputs }, (_, i) => (i % 17) / 17);
  const times: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const began = performance.now();
    model.reduce(apply, sample);
    times.push(performance.now() - began);
    if (run % REPORT === 0) process.send!({ done: run });
  }
  const weights = model.reduce((sum, { kernel, bias }) => sum + kernel.length + bias.length, 0);
  const milliseconds = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
  return { weights, bytes: 4 * weights, milliseconds };
}

/** relu(kernelᵀ · input + bias), or without relu; the kernel is [inputs, units]. */
function apply(input: Float32Array, { kernel, bias, relu }: Dense): Float32Array {
  const output = Float32Array.from(bias);
  for (const [i, value] of input.entries()) {
    const row = kernel.subarray(i * bias.length, (i + 1) * bias.length);
    for (const [unit, weight] of row.entries()) {
      output[unit] = (output[unit] ?? 0) + value * weight;
    }
  }
  return relu ? output.map((value) => Math.max(value, 0)) : output;
}

/** A state names its tensors after the layers' positions, as PyTorch's Sequential does. */
function denseLayers(layers: Model['layers'], tensors: Map<string, Float32Array>): Dense[] {
  return layers.flatMap((layer, i): Dense[] => {
    const { type } = layer;
    if (type === 'dense') {
      const next = layers[i + 1];
      const relu = next?.type === 'activation' && next.activation === 'relu';
      return [{ kernel: tensors.get(`${i}.kernel`)!, bias: tensors.get(`${i}.bias`)!, relu }];
    }
    const known = type === 'activation' ? ['relu', 'linear'].includes(layer.activation) : false;
    if (known || type === 'flatten') return [];
    throw new Error(`this example measures flatten, dense, relu and linear, not ${type}`);
  });
}

/** Source: https://huggingface.co/docs/safetensors, "Format". */
function readTensors(file: string): Map<string, Float32Array> {
  const bytes = readFileSync(file);
  const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, headerEnd)) as Record<
    string,
    { readonly data_offsets?: readonly [number, number] }
  >;
  return new Map(
    Object.entries(header).flatMap(([name, { data_offsets: offsets }]) => {
      if (offsets === undefined) return [];
      const data = bytes.subarray(headerEnd + offsets[0], headerEnd + offsets[1]);
      return [[name, new Float32Array(Uint8Array.from(data).buffer)] as const];
    }),
  );
}
