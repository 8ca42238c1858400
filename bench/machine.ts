import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import type { Workspace } from './workspace.ts';

/** What was measured on, and with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  /** Mean number of processes that wanted a core in the minute before: 0 on an idle machine. */
  readonly loadBefore: number;
  readonly node: string;
  readonly epochal: string;
  readonly temporalSdk: string;
  readonly backend: string;
  readonly torch: string | null;
}

/** Asks `epochal doctor` for what the worker will compute with. */
export async function describeMachine(
  workspace: Workspace,
  torch: string | null,
): Promise<Machine> {
  const loadBefore = loadavg()[0] ?? 0;
  const doctor = JSON.parse((await workspace.epochal(['doctor', '--json'])).output) as {
    readonly epochal: string;
    readonly temporalSdk: string;
    readonly backend: string;
    readonly versions: string;
  };
  return {
    cpu: cpus()[0]?.model ?? 'unknown CPU',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${arch()}`,
    loadBefore,
    node: process.versions.node,
    epochal: doctor.epochal,
    temporalSdk: doctor.temporalSdk,
    backend: `${doctor.backend} (${doctor.versions})`,
    torch,
  };
}
