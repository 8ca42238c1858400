import { rm } from 'node:fs/promises';
import type { ArtifactFile, Progress } from '../engine/protocol.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';
import type { ActivityDeps, StepDeps } from './deps.ts';
import { runStep } from './step.ts';
import type { Step } from './step.ts';
import { batchProgress } from './step-progress.ts';

/** What a trainer is given besides the request. */
interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Runs a step of arithmetic: on its trial's fingerprint only, found or computed once, with what it
 * is about and how far it is as heartbeats.
 */
export async function computeStep<T>(
  deps: StepDeps,
  step: Step<T> & { readonly arithmetic: string; readonly about: object },
  work: (file: (digest: string) => Promise<ArtifactFile>, hooks: Hooks) => Promise<T>,
): Promise<T> {
  const { arithmetic, about } = step;
  await requireArithmetic(deps, arithmetic);
  const { report, signal } = deps;
  report(about);
  const onProgress = (progress: Progress): void => report({ ...about, ...batchProgress(progress) });
  return runStep(deps, step, () =>
    withArtifacts(deps.store, (file) => work(file, { signal, onProgress })),
  );
}

/** Gives work a path to write a file to, for the store to adopt. */
export async function withOutput<T>(
  store: Store,
  work: (output: string) => Promise<T>,
): Promise<T> {
  const output = await store.stagingFile();
  try {
    return await work(output);
  } finally {
    // A failed attempt must not leave half a file on a disk that may be full.
    await rm(output, { force: true });
  }
}

/** @throws EpochalError ENGINE_FAILED when this worker computes with another arithmetic. */
async function requireArithmetic(deps: ActivityDeps, expected: string): Promise<void> {
  const { fingerprint } = await deps.trainers.describe();
  if (fingerprint === expected) return;
  throw new EpochalError(
    'ENGINE_FAILED',
    `This worker computes with the arithmetic ${fingerprint}, the trial is pinned to ${expected}. ` +
      'Another worker must take it; `epochal doctor` shows what a fingerprint is made of.',
    { expected, actual: fingerprint },
  );
}

/**
 * Runs work that hands artifacts to a trainer as files. A file that the trainer found damaged is
 * moved to quarantine, so that the next attempt finds it missing instead of wrong.
 */
async function withArtifacts<T>(
  store: Store,
  work: (file: (digest: string) => Promise<ArtifactFile>) => Promise<T>,
): Promise<T> {
  try {
    return await work((digest) => store.artifactFile(digest));
  } catch (error) {
    if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') {
      const digest = String(error.details['digest']);
      // Intact now: only this machine's copy of it was damaged, or another trial has mended it.
      if (await store.isIntact(digest)) throw copyDamaged(digest, error);
    }
    throw error;
  }
}

function copyDamaged(digest: string, cause: EpochalError): EpochalError {
  return new EpochalError(
    'STORE_UNAVAILABLE',
    `This machine's copy of the artifact ${digest} was damaged. It is fetched again.`,
    { digest },
    { cause },
  );
}
