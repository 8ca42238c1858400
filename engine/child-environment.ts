import { gpuModels } from './hardware.ts';

/**
 * The environment of a slot's trainer: one thread each, so that slots don't share cores and results
 * don't depend on how many there are; one GPU each, where there are some.
 *
 * @param slot from 0
 */
export function childEnvironment(slot: number, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const gpus = visibleGpus();
  return {
    ...process.env,
    OMP_NUM_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
    TF_NUM_INTRAOP_THREADS: '1',
    ...(gpus.length > 0 && {
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: gpus[slot % gpus.length],
      NVIDIA_TF32_OVERRIDE: '0', // TF32 keeps 10 bits of float32's 23
      TF_DETERMINISTIC_OPS: '1',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true', // by default one process takes all of a GPU's memory
    }),
    ...own,
  };
}

function visibleGpus(): readonly string[] {
  const chosen = process.env['CUDA_VISIBLE_DEVICES'];
  if (chosen !== undefined) return chosen.split(',').filter(Boolean);
  return gpuModels().map((_, index) => String(index));
}
