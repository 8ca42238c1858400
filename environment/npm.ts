import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { runCommand, type CommandOptions } from './command.ts';

/**
 * Installs packages into `<prefix>/node_modules` with the user's own npm configuration (registry,
 * certificates, tokens), running none of their install scripts. npm's cache stays inside `prefix`
 * and is removed again.
 *
 * @throws Error with npm's last lines.
 */
export async function npmInstall(
  prefix: string,
  packages: readonly string[],
  options: Pick<CommandOptions, 'onLine' | 'signal'> = {},
): Promise<void> {
  await mkdir(prefix, { recursive: true });
  const cache = join(prefix, '.npm-cache');
  // npm reads a project's .npmrc from its prefix: lend it the one of the folder we were started in.
  const lent = join(prefix, '.npmrc');
  const own = resolve('.npmrc');
  if (existsSync(own)) await symlink(own, lent);
  const { command, args } = npm();
  try {
    await runCommand(
      command,
      [
        ...args,
        'install',
        '--prefix',
        prefix,
        '--ignore-scripts',
        '--no-save',
        '--no-package-lock',
        '--omit=dev',
        '--no-audit',
        '--no-fund',
        '--no-update-notifier',
        '--loglevel=error',
        ...packages,
      ],
      {
        ...options,
        cwd: prefix,
        env: {
          npm_config_cache: cache,
          npm_config_workspace: undefined,
          npm_config_workspaces: undefined,
          npm_config_dry_run: undefined,
          npm_config_global: undefined,
        },
      },
    );
  } finally {
    await rm(lent, { force: true });
    await rm(cache, { recursive: true, force: true });
  }
}

/** The npm that runs us, else the one that came with this Node, else the one on PATH. */
function npm(): { command: string; args: readonly string[] } {
  const running = process.env['npm_execpath'] ?? '';
  const beside = resolve(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  // Under yarn and pnpm npm_execpath is theirs.
  for (const script of [running, beside]) {
    if (basename(script) === 'npm-cli.js' && existsSync(script)) {
      return { command: process.execPath, args: [script] };
    }
  }
  return { command: 'npm', args: [] };
}
