import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where downloads and builds are kept, for all studies of this user: `$XDG_CACHE_HOME/epochal`,
 * `~/.cache/epochal` without it. Everything in it can be deleted and is fetched again.
 */
export function cacheDir(): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(
    xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.cache'),
    'epochal',
  );
}

/** The working folder's state: store, server database, logs, pid files. */
export function stateDir(cwd: string = process.cwd()): string {
  return resolve(cwd, '.epochal');
}

/** The native engine that set-up builds; `node_modules/@tensorflow/tfjs-node` lies inside. */
export function nativeEngineDir(flavor: 'cpu' | 'gpu'): string {
  return join(cacheDir(), `tensorflow-${flavor}-2.18.0-tfjs-4.22.0`);
}

/** The Temporal server binary that set-up installs. */
export function temporalBinary(): string {
  return join(cacheDir(), 'temporal-1.5.1', 'temporal');
}
