import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** Whether a value is a digest. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

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
