/** A length, or [height, width]. */
export type Size = number | readonly [number, number];

/** How a window goes over an image: convolution and pooling. */
export interface Window {
  readonly size: Size;
  readonly stride: Size;
  readonly padding: number | 'same' | 'valid';
}

/** One direction of a window at work: what is added at both ends, and how many positions there are. */
export interface Axis {
  readonly size: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  /** At most 0 where the window does not fit. */
  readonly positions: number;
}

/**
 * The window's two directions on an image of [height, width, …].
 *
 * Source: PyTorch, Conv2d and MaxPool2d: positions are rounded down; of an odd `same` padding the
 * larger half comes at the end.
 */
export function axesOf(window: Window, input: readonly number[]): readonly [Axis, Axis] {
  const { size, stride, padding } = window;
  const axis = (direction: 0 | 1): Axis => {
    const [length, step] = [along(size, direction), along(stride, direction)];
    const total = padding === 'same' ? length - 1 : padding === 'valid' ? 0 : 2 * padding;
    const before = Math.floor(total / 2);
    const positions = Math.floor((input[direction]! + total - length) / step) + 1;
    return { size: length, stride: step, before, after: total - before, positions };
  };
  return [axis(0), axis(1)];
}

/** Its height (0) or width (1). */
export function along(size: Size, direction: 0 | 1): number {
  return typeof size === 'number' ? size : size[direction];
}
