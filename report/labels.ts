import type { Axis } from './axis.ts';
import type { CurvePoint } from './curves.ts';

/** Pixels between the middles of two names, so that they never touch. */
const LEAST_GAP = 16;

/** A curve's name, and the value at whose height it is written. */
export interface PlacedLabel extends CurvePoint {
  readonly label: string;
  readonly labelValue: number;
}

/** Names each curve at its end (by its split alone, where its variant is alone), moved apart where two ends are closer than a line of text. */
export function placeLabels(
  ends: readonly CurvePoint[],
  axis: Axis,
  height: number,
  alone: boolean,
): PlacedLabel[] {
  const [low, high] = axis.domain;
  const toPixel = (value: number): number => ((high - value) / (high - low)) * height;
  const toValue = (pixel: number): number => high - (pixel / height) * (high - low);
  const sorted = ends.toSorted((a, b) => b.value - a.value);
  const pixels = spread(
    sorted.map(({ value }) => toPixel(value)),
    height,
  );
  return sorted.map((end, i) => ({
    ...end,
    label: alone ? end.split : `${end.variant} ${end.split}`,
    labelValue: toValue(pixels[i] as number),
  }));
}

/**
 * Moves sorted positions apart to the least gap. Neighbours that collide become one block around
 * their mean, so that no name wanders further than it must; blocks stay within [0, height].
 */
function spread(positions: readonly number[], height: number): number[] {
  const blocks: { sum: number; count: number; top: number }[] = [];
  for (const position of positions) {
    let block = { sum: position, count: 1, top: position };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.top + last.count * LEAST_GAP <= block.top) break;
      blocks.pop();
      block = settle(last.sum + block.sum, last.count + block.count, height);
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ top, count }) =>
    Array.from({ length: count }, (_, i) => top + i * LEAST_GAP),
  );
}

function settle(
  sum: number,
  count: number,
  height: number,
): { sum: number; count: number; top: number } {
  const extent = (count - 1) * LEAST_GAP;
  const top = Math.max(0, Math.min(height - extent, sum / count - extent / 2));
  return { sum, count, top };
}
