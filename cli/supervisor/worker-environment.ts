import { join } from 'node:path';
import { stateDir } from '../../environment/paths.ts';

/** The environment of a worker beside a server of ours: its address, and nothing of the user's. */
export function workerEnvironment(address: string, store: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(own),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    // A file that is not there: else the user's default profile would be read.
    TEMPORAL_CONFIG_FILE: join(stateDir(), 'no-profile.toml'),
    EPOCHAL_STORE: store,
  };
}
