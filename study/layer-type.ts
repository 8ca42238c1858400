import type { Kind } from './kinds.ts';
import type { Shape } from './shapes.ts';
import type { Layer } from './spec.ts';

/** What a layer makes of its input's shape, or a sentence that says why it cannot. */
export type Step =
  { readonly output: Shape; readonly parameters: number } | { readonly problem: string };

/** All there is to know about a type of layer. */
export interface LayerType<T extends Layer> extends Kind {
  readonly apply: (layer: T, input: Shape) => Step;
}
