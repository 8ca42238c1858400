import type { Fault } from '../fault.ts';
import { CLOCK_FAULTS } from './clock.ts';
import { DISK_FAULTS } from './disk.ts';
import { MEMORY_FAULTS } from './memory.ts';
import { MIRROR_FAULTS } from './mirror.ts';
import { PROCESS_FAULTS } from './processes.ts';
import { SERVER_FAULTS } from './server.ts';
import { STORE_FAULTS } from './store.ts';
import { WORKER_FAULTS } from './twin.ts';

/** Every fault there is. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...WORKER_FAULTS,
  ...SERVER_FAULTS,
  ...STORE_FAULTS,
  ...DISK_FAULTS,
  ...MIRROR_FAULTS,
  ...CLOCK_FAULTS,
  ...MEMORY_FAULTS,
];
