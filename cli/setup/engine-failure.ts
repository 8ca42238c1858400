import { readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { Flavor } from '../../environment/native-engine.ts';
import { nativeEngineDir } from '../../environment/paths.ts';
import { findOnPath } from '../../environment/which.ts';

/** A set-up of the native engine that came to nothing. */
export interface EngineFailure {
  /** Local time, `14:05`. */
  readonly time: string;
  readonly tried: readonly { readonly source: string; readonly reason: string }[];
}

// Trying takes up to minutes, so not at every command; what was out of reach may be back.
const FORGET_MS = 3_600_000;
const TOOLS = ['python3', 'python', 'pip3', 'pip', 'g++', 'c++', 'clang++'] as const;

/** The last failure, if it would most likely fail again: under an hour ago, with the same tools. */
export function recallFailure(flavor: Flavor): EngineFailure | null {
  try {
    const path = failureFile(flavor);
    const { mtime } = statSync(path);
    const { tools, tried } = JSON.parse(readFileSync(path, 'utf8')) as {
      tools: string;
      tried: EngineFailure['tried'];
    };
    if (tools !== toolsAtHand() || Date.now() - mtime.getTime() > FORGET_MS) return null;
    return { time: mtime.toTimeString().slice(0, 5), tried };
  } catch {
    return null; // none, or not readable: then set-up tries again
  }
}

export async function rememberFailure(
  flavor: Flavor,
  tried: EngineFailure['tried'],
): Promise<void> {
  const failure = JSON.stringify({ tools: toolsAtHand(), tried }, null, 2);
  // Only spares the next command the same attempts: a cache that can't be written is no reason to end.
  await writeFile(failureFile(flavor), failure).catch(() => undefined);
}

export async function forgetFailure(flavor: Flavor): Promise<void> {
  await rm(failureFile(flavor), { force: true });
}

function failureFile(flavor: Flavor): string {
  return `${nativeEngineDir(flavor)}.failed.json`;
}

function toolsAtHand(): string {
  return TOOLS.map(findOnPath).join(':');
}
