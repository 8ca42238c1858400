import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type {
  ArtifactFile,
  EvaluateRequest,
  ImageSet,
  TrainRequest,
} from '../../engine/protocol.ts';
import { splitSamples } from '../../engine/split.ts';
import type { TrainingSpec } from '../../study/spec.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';

/** The network of specs/relu.yaml. */
export function mnistTraining(activation: 'linear' | 'relu'): TrainingSpec {
  return {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 512 },
      { type: 'activation', activation },
      { type: 'dense', units: 10 },
    ],
    batchSize: 128,
    optimizer: readOptimizer({ sgd: { learningRate: 0.15 } }),
    loss: readLoss('crossEntropy'),
    randomness: 'torch',
  };
}

/** A folder of artifacts, made for one test file and removed after it. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'epochal-engine-'));
  #outputs = 0;

  put(name: string, bytes: Uint8Array): ArtifactFile {
    const path = join(this.folder, name);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, bytes);
    return { path, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
  }

  /** Made-up images of MNIST's shape, whose brightness tells their label. */
  images(count: number): ImageSet {
    const header = (...words: readonly number[]): Buffer => {
      const bytes = Buffer.alloc(4 * words.length);
      for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, 4 * i);
      return bytes;
    };
    const pixels = new Uint8Array(count * 784);
    const labels = new Uint8Array(count);
    for (let i = 0; i < count; i += 1) {
      labels[i] = i % 10;
      pixels.fill(20 * (i % 10) + (i % 17), i * 784, (i + 1) * 784);
    }
    return {
      images: this.put('images', Buffer.concat([header(0x803, count, 28, 28), pixels])),
      labels: this.put('labels', Buffer.concat([header(0x801, count), labels])),
    };
  }

  /** The first epoch on all of `data`. */
  firstEpoch(data: ImageSet, total: number, activation: 'linear' | 'relu' = 'relu'): TrainRequest {
    const settings = { total, train: total, validation: 0, seed: 0, randomness: 'torch' } as const;
    return {
      type: 'train',
      training: mnistTraining(activation),
      seed: 0,
      epoch: 1,
      data,
      samples: this.put('samples', splitSamples(settings).train),
      state: null,
      output: this.output(),
    };
  }

  output(): string {
    this.#outputs += 1;
    return join(this.folder, `state-${this.#outputs}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The state that a training request wrote, over all of the data. */
export function evaluationOf(request: TrainRequest, digest: string): EvaluateRequest {
  const { training, data, output } = request;
  return { type: 'evaluate', training, data, samples: null, state: { digest, path: output } };
}
