import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bestAfter, CommitReader, trialRef } from '../../store/commits.ts';
import { monitored } from '../../study/metrics.ts';
import type { BestSoFar, Commit } from '../../store/commits.ts';
import type { Store } from '../../store/store.ts';
import type { MetricPath } from '../../study/spec.ts';
import { temporaryStore } from './temporary-store.ts';

function metrics(validationAccuracy: number, trainLoss = 1): NonNullable<Commit['metrics']> {
  return {
    train: { loss: trainLoss, accuracy: 0.125 },
    validation: { loss: 2, accuracy: validationAccuracy },
  };
}

/** The best after each epoch of a list of the monitored metric's values. */
function bestOf(values: readonly (number | null)[], monitor: MetricPath): BestSoFar | null {
  let best: BestSoFar | null = null;
  for (const [i, value] of values.entries()) {
    const of = monitor === 'train.loss' ? metrics(0, value ?? 0) : metrics(value ?? 0);
    const epoch = { epoch: i + 1, state: `state ${i + 1}`, metrics: value === null ? null : of };
    best = bestAfter(best, epoch, monitor);
  }
  return best;
}

describe('the best epoch so far', () => {
  test('knows its epoch, state, metric and value', () => {
    expect(bestOf([0.5, 0.75, 0.625], 'validation.accuracy')).toEqual({
      epoch: 2,
      state: 'state 2',
      monitor: 'validation.accuracy',
      value: 0.75,
    });
  });

  test.each([
    ['an accuracy is better when it is higher', 'validation.accuracy', [0.5, 0.9, 0.7], 2],
    ['a loss is better when it is lower', 'train.loss', [0.5, 0.9, 0.4], 3],
    ['a tie keeps the earliest', 'validation.accuracy', [0.5, 0.9, 0.9, 0.9], 2],
    ['a tie in loss keeps the earliest too', 'train.loss', [0.5, 0.4, 0.4], 2],
    ['NaN never wins', 'validation.accuracy', [0.5, Number.NaN, 0.4], 1],
    ['NaN never stays', 'validation.accuracy', [Number.NaN, 0.1], 2],
    ['minus zero ties with zero', 'train.loss', [0, -0], 1],
    ['an epoch that diverged leaves it', 'validation.accuracy', [0.5, null], 1],
    ['infinite loss is worst', 'train.loss', [Number.POSITIVE_INFINITY, 3], 2],
  ] as const)('%s', (_, monitor, values, epoch) => {
    expect(bestOf(values, monitor)?.epoch).toBe(epoch);
  });

  test('is none before there is a number', () => {
    expect(bestOf([Number.NaN, null], 'validation.accuracy')).toBeNull();
  });
});

test.each([
  ['train.loss', 0.5],
  ['train.accuracy', 0.125],
  ['validation.loss', 2],
  ['validation.accuracy', 0.75],
] as const)('%s is monitored', (monitor, value) => {
  expect(monitored(metrics(0.75, 0.5), monitor)).toBe(value);
});

test("a trial's ref is named after its key, without the algorithm", () => {
  expect(trialRef(`sha256:${'ab'.repeat(32)}`)).toBe(`trials/${'ab'.repeat(32)}`);
});

describe('the chain of commits', () => {
  let folder: string;
  let store: Store;
  let digests: string[];

  temporaryStore(async (opened, at) => {
    store = opened;
    folder = at;
    digests = [];
    for (let epoch = 1; epoch <= 5; epoch++) {
      const commit: Commit = {
        parent: digests.at(-1) ?? null,
        epoch,
        state: `state ${epoch}`,
        metrics: metrics(epoch / 10),
        best: null,
      };
      digests.push(await store.writeJson(commit));
    }
  });

  test('is walked back to the first epoch, and given oldest first', async () => {
    const chain = await new CommitReader(store).chain(digests[4]!, 50);
    expect(chain.map(({ commit }) => commit.epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(chain.map(({ digest }) => digest)).toEqual(digests);
  });

  test("is cut at the study's own last epoch, though a longer study went on", async () => {
    const chain = await new CommitReader(store).chain(digests[4]!, 3);
    expect(chain.map(({ commit }) => commit.epoch)).toEqual([1, 2, 3]);
  });

  test('shares its beginning with a chain that went another way', async () => {
    const fork = await store.writeJson({
      parent: digests[1]!,
      epoch: 3,
      state: 'another',
      metrics: metrics(1),
      best: null,
    } satisfies Commit);
    const chain = await new CommitReader(store).chain(fork, 50);
    expect(chain.map(({ digest }) => digest)).toEqual([digests[0], digests[1], fork]);
  });

  test('is not read twice', async () => {
    const reader = new CommitReader(store);
    const first = await reader.chain(digests[4]!, 5);
    await rm(join(folder, 'artifacts'), { recursive: true });
    expect(await reader.chain(digests[4]!, 5)).toEqual(first);
  });

  test('with a commit that is gone says which', async () => {
    const digest = digests[2]!;
    await rm(join(folder, 'artifacts', digest.slice(7, 9), digest.slice(9)));
    await expect(new CommitReader(store).chain(digests[4]!, 5)).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      details: { digest },
    });
  });
});
