import type { Fault } from '../fault.ts';
import { PROCESS_FAULTS } from './processes.ts';

/** Every fault there is. */
export const FAULTS: readonly Fault[] = [...PROCESS_FAULTS];
