import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

export interface Cpu {
  readonly model: string;
  /** Instruction sets, sorted; empty where the system does not tell. */
  readonly flags: readonly string[];
}

export interface Gpu {
  readonly models: readonly string[];
  readonly driver: string;
}

/** The processor this runs on. */
export function cpu(): Cpu {
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm').exec(info)?.[1]?.trim();
  const arm = ['CPU implementer', 'CPU part', 'CPU variant'].map(field).join(' ').trim();
  const model = field('model name') ?? cpus()[0]?.model ?? arm;
  const flags = (field('flags') ?? field('Features') ?? '').split(/\s+/).filter(Boolean).sort();
  return { model: model === 'unknown' && arm !== '' ? arm : model, flags };
}

/** The NVIDIA GPUs of this machine and their driver, as the driver tells. */
export function gpu(): Gpu {
  return { models: gpuModels(), driver: read('/proc/driver/nvidia/version') };
}

/** One name for each GPU in the machine, in the order of their PCI addresses. */
export function gpuModels(): readonly string[] {
  const folder = '/proc/driver/nvidia/gpus';
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((address) => read(join(folder, address, 'information')))
    .map((information) => /^Model:\s*(.*)$/m.exec(information)?.[1]?.trim() ?? 'NVIDIA GPU');
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}
