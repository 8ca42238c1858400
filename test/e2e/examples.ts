import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { packageRoot } from '../../environment/package.ts';

/** An example's files as its reader's compiler would write them. */
export function copyExample(name: string, to: string): void {
  const from = join(packageRoot, 'examples', name);
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const { code } = transformSync(readFileSync(join(from, path), 'utf8'), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const file = join(to, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

/** Has a folder find this package, and Temporal's, as if they were installed there. */
export function linkPackage(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(packageRoot, join(modules, 'epochal'));
  symlinkSync(join(packageRoot, 'node_modules/@temporalio'), join(modules, '@temporalio'));
}
