import type { SpecNode } from './tree.ts';

/** A value that is wrong, with the way to it. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly node: SpecNode;
  readonly root: SpecNode;
}

/** Whether the path leads to an entry of `layers`. */
export function isLayer(path: readonly (string | number)[]): boolean {
  return path.at(-2) === 'layers' && typeof path.at(-1) === 'number';
}
