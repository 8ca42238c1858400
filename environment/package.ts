import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// This file runs as environment/package.ts under jest and as dist/environment/package.js elsewhere.
const above = dirname(__dirname);

/** The folder that holds Epochal's package.json. */
export const packageRoot: string = basename(above) === 'dist' ? dirname(above) : above;

/** Epochal's version, as in package.json. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** A compiled file of the package, for child processes: `distFile('engine/trainer.js')`. */
export function distFile(path: string): string {
  return join(packageRoot, 'dist', path);
}
