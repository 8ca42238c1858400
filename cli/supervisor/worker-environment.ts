import { devNull } from 'node:os';

/** The environment of a worker beside a server of ours: its address, and no profile of the user's. */
export function workerEnvironment(address: string, store: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_CONFIG_FILE: devNull,
    EPOCHAL_STORE: store,
  };
}
