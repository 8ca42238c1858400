/** Each step's id with the ids of the steps that it waits for. Unknown ids are no edges. */
export type StepEdges = ReadonlyMap<string, readonly string[]>;

/** The ids in an order in which each follows all it waits for; ties in the order given. */
export function orderSteps(edges: StepEdges): readonly string[] {
  const waiting = new Map([...edges].map(([id, needs]) => [id, new Set(known(needs, edges))]));
  const ordered: string[] = [];
  while (waiting.size > 0) {
    const next = [...waiting].find(([, needs]) => needs.size === 0)?.[0];
    if (next === undefined)
      throw new Error(`steps wait for each other: ${[...waiting.keys()].join(', ')}`);
    waiting.delete(next);
    for (const needs of waiting.values()) needs.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/** The first cycle, in the direction of data: each id is needed by the next, the last by the first. */
export function findCycle(edges: StepEdges): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const path: string[] = [];
    const cycle = visit(start, path);
    if (cycle !== undefined) return cycle;
  }
  return undefined;

  function visit(id: string, path: string[]): readonly string[] | undefined {
    if (done.has(id)) return undefined;
    const position = path.indexOf(id);
    if (position !== -1) return path.slice(position).reverse();
    path.push(id);
    for (const need of known(edges.get(id) ?? [], edges)) {
      const cycle = visit(need, path);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(id);
    return undefined;
  }
}

function known(ids: readonly string[], edges: StepEdges): readonly string[] {
  return ids.filter((id) => edges.has(id));
}
