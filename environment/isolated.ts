import { join } from 'node:path';

/**
 * Changes to this process's environment for studies that must not touch the user's own: nothing
 * of theirs points to a server, a store or a profile. Undefined removes a variable.
 *
 * @param folder in which there is no `no-profile.toml`
 */
export function isolatedEnvironment(folder: string): Record<string, string | undefined> {
  const users = Object.keys(process.env).filter((name) => /^(EPOCHAL|TEMPORAL)_/.test(name));
  return {
    ...Object.fromEntries(users.map((name) => [name, undefined])),
    TEMPORAL_CONFIG_FILE: join(folder, 'no-profile.toml'),
  };
}
