import { decodeIdx } from '../formats/idx.ts';
import { decodeNpy, isNpy } from '../formats/npy.ts';
import type { Store } from '../store/store.ts';

/** Reads each file of labels once: most studies have one. Classes [samples], or numbers [samples, outputs]. */
export function labelReader(store: Store): (digest: string) => Promise<Uint8Array | Float32Array> {
  const known = new Map<string, Uint8Array | Float32Array>();
  return async (digest) => {
    const found = known.get(digest);
    if (found !== undefined) return found;
    const bytes = await store.readArtifact(digest);
    const { values } = isNpy(bytes) ? decodeNpy(bytes) : decodeIdx(bytes);
    known.set(digest, values);
    return values;
  };
}
