/** Where two trees of plain data differ; a side that has nothing there has no value. */
export interface Difference {
  /** Names, and positions in lists. */
  readonly path: Path;
  readonly a?: unknown;
  readonly b?: unknown;
}
export type Path = readonly (string | number)[];

/**
 * Every difference, in the order of names: of maps of one kind name by name, of lists of maps item by
 * item, after what is the same at their beginning and end. All else is one value.
 */
export function differencesOf(a: unknown, b: unknown, path: Path = []): readonly Difference[] {
  if (Array.isArray(a) && Array.isArray(b)) return listDifferences(a, b, path);
  if (isMap(a) && isMap(b) && kindOf(a) === kindOf(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return names.flatMap((name) => differencesOf(a[name], b[name], [...path, name]));
  }
  return a === b ? [] : [{ path, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }];
}

/** What says which other fields a map has: those of two kinds have nothing to do with each other. */
function kindOf({ type, activation }: SomeMap): string | null {
  if (typeof type !== 'string') return null;
  return typeof activation === 'string' ? `${type} ${activation}` : type;
}

type SomeMap = Readonly<Record<string, unknown>>;

/** What stands at a path. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Readonly<Record<string | number, unknown>> | undefined)?.[part],
    tree,
  );
}

/** Whether one of two paths leads to the other's place, or into it. */
export function isRelated(a: Path, b: Path): boolean {
  return a.every((part, i) => i >= b.length || part === b[i]);
}

function listDifferences(
  a: readonly unknown[],
  b: readonly unknown[],
  path: Path,
): readonly Difference[] {
  const same = (x: unknown, y: unknown): boolean => differencesOf(x, y).length === 0;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && same(a[start], b[start])) start += 1;
  let end = 0;
  while (end < shorter - start && same(a.at(-1 - end), b.at(-1 - end))) end += 1;
  if (start === a.length && start === b.length) return [];
  if (![...a, ...b].some(isMap)) return [{ path, a, b }];
  const [ofA, ofB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (ofA.length === ofB.length) {
    return ofA.flatMap((item, i) => differencesOf(item, ofB[i], [...path, start + i]));
  }
  return [
    ...ofA.map((item, i) => ({ path: [...path, start + i], a: item })),
    ...ofB.map((item, i) => ({ path: [...path, start + i], b: item })),
  ];
}

function isMap(value: unknown): value is SomeMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
