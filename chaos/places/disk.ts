import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

const STORE = '.epochal/store';
/** MNIST is 55 MB, the small study's states 100 MB. */
const STORE_MEGABYTES = 320;
const REST_MEGABYTES = 160;

/** Why there can be no such place here; null where there can. */
export function diskReason(): string | null {
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return '`unshare -rm true` is not allowed here, so there is no disk to fill';
  }
}

/**
 * A folder on a small disk of its own, and its store on another: file systems in memory, in a mount
 * namespace that a process holds. It ends with the harness, whose end closes its standard input.
 */
export class DiskPlace implements Place {
  readonly folder: string;
  readonly seenFolder: string;
  readonly env: NodeJS.ProcessEnv = {};
  readonly #holder: ChildProcess;

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.seenFolder = `/proc/${holder.pid}/root${folder}`;
    this.#holder = holder;
  }

  static async create(root: string): Promise<DiskPlace> {
    const folder = join(root, 'folder');
    mkdirSync(folder);
    const script = [
      `mount -t tmpfs -o size=${REST_MEGABYTES}m tmpfs "$0"`,
      `mkdir -p "$0/${STORE}"`,
      `mount -t tmpfs -o size=${STORE_MEGABYTES}m tmpfs "$0/${STORE}"`,
      'echo mounted',
      'exec cat',
    ].join(' && ');
    const holder = spawn('unshare', ['-rm', 'sh', '-c', script, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    return new DiskPlace(folder, holder);
  }

  enter(command: string, args: readonly string[]): readonly [string, readonly string[]] {
    const inside = ['sh', '-c', 'cd "$0" && exec "$@"', this.folder, command, ...args];
    return ['nsenter', [...this.#enter, ...inside]];
  }

  /** Makes the store's disk read-only, or writable again; false while a file is being written. */
  remountStore(mode: 'ro' | 'rw'): boolean {
    const store = join(this.folder, STORE);
    try {
      execFileSync('nsenter', [...this.#enter, 'mount', '-o', `remount,${mode}`, store], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#holder, 'exit');
    this.#holder.kill('SIGKILL');
    await gone;
  }

  get #enter(): string[] {
    return ['--target', String(this.#holder.pid), '--user', '--mount', '--preserve-credentials'];
  }
}
