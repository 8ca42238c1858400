import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** The sha256 of bytes; a string stands for its UTF-8 bytes. */
export function sha256(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * The sha256 of a value's canonical JSON.
 *
 * @throws TypeError when canonical JSON cannot hold the value.
 */
export function digestOf(value: unknown): Digest {
  return sha256(canonicalJson(value));
}
