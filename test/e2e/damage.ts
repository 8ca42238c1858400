import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from './workspace.ts';

/** Where an object of a workspace's store lies. */
export function objectPath(
  { folder }: Workspace,
  kind: 'artifacts' | 'records',
  digest: string,
): string {
  const hex = digest.slice('sha256:'.length);
  return join(folder, '.epochal/store', kind, hex.slice(0, 2), hex.slice(2));
}

/** Changes one bit in the middle of a file, as a bad disk would. */
export function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(path, bytes);
}
