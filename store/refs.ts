import type { Objects } from './objects.ts';

/** A ref's value and the number of the version it was read from. */
interface RefVersion<T> {
  readonly value: T;
  readonly version: number;
}

/**
 * A ref is a folder of numbered versions, each created once; the highest number is its value.
 * So compare-and-swap is "create the next number", which needs no lock and survives any kill.
 */
export async function readRef<T>(objects: Objects, name: string): Promise<RefVersion<T> | null> {
  for (;;) {
    const newest = (await objects.list(folder(name))).at(-1);
    if (newest === undefined) return null;
    const bytes = await objects.get(newest);
    // Gone between list and get: a newer version has replaced it.
    if (bytes === null) continue;
    const value = parse(bytes) as T | null;
    if (value !== null) return { value, version: versionOf(newest) };
    // Damaged: out of the way, so that the version before it counts again.
    await objects.quarantine(newest);
  }
}

/** A value that was stored, or null where the bytes are damaged. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/**
 * Moves a ref to what `change` makes of its value; null leaves it as it is. `change` runs again when
 * somebody else moved the ref meanwhile, and must be idempotent.
 */
export async function updateRef<T>(
  objects: Objects,
  name: string,
  change: (value: T | null) => T | null,
): Promise<void> {
  for (;;) {
    const current = await readRef<T>(objects, name);
    const next = change(current?.value ?? null);
    if (next === null) return;
    const version = (current?.version ?? 0) + 1;
    const bytes = new TextEncoder().encode(`${JSON.stringify(next)}\n`);
    if (!(await objects.create(versionName(name, version), bytes))) continue;
    const versions = await objects.list(folder(name));
    // Old versions are swept: a number that was free only because of that is not the newest.
    if (versionOf(versions.at(-1) ?? '') !== version) {
      await objects.remove(versionName(name, version));
      continue;
    }
    for (const old of versions.slice(0, -2)) await objects.remove(old);
    return;
  }
}

function folder(name: string): string {
  return `refs/${name}`;
}

function versionName(name: string, version: number): string {
  return `${folder(name)}/${String(version).padStart(12, '0')}.json`;
}

function versionOf(path: string): number {
  return Number(path.slice(path.lastIndexOf('/') + 1, -'.json'.length));
}
