import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A machine of a test's own: an empty cache, and only the tools that it puts on PATH. */
export interface TestMachine {
  readonly folder: string;
  /** `$XDG_CACHE_HOME/epochal`. */
  readonly cache: string;
  /** Puts a program on PATH: the body of a Node script. */
  tool(name: string, script: string): Promise<void>;
  /** The PATH that the tests were started with. */
  readonly realPath: string;
  /** Makes `npm` that script. */
  npm(script: string): Promise<void>;
  /** What lies in the cache, names only. */
  kept(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Points PATH, XDG_CACHE_HOME and npm to a new machine until `remove`. */
export async function testMachine(): Promise<TestMachine> {
  const before = { ...process.env };
  const folder = await mkdtemp(join(tmpdir(), 'epochal-machine-'));
  const bin = join(folder, 'bin');
  const cache = join(folder, 'cache', 'epochal');
  await mkdir(bin);
  const realPath = process.env['PATH'] ?? '';
  process.env['PATH'] = bin;
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  return {
    folder,
    cache,
    realPath,
    async tool(name, script) {
      await writeFile(join(bin, name), `#!${process.execPath}\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    },
    async npm(script) {
      process.env['npm_execpath'] = join(folder, 'npm-cli.js');
      await writeFile(process.env['npm_execpath'], script);
    },
    async kept() {
      return (await readdir(cache).catch(() => [])).sort();
    },
    async remove() {
      for (const name of ['PATH', 'XDG_CACHE_HOME', 'npm_execpath']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A log that remembers what was said. */
export function quietLog(): { said: string[]; say(s: string): void; progress(): void } {
  const said: string[] = [];
  return { said, say: (sentence) => void said.push(sentence), progress() {} };
}
