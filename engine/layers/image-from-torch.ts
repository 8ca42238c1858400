/** An image from PyTorch's [channels, height, width] to [height, width, channels]. */
export function imageFromTorch(
  values: Float32Array<ArrayBuffer>,
  shape: readonly number[],
): Float32Array<ArrayBuffer> {
  if (shape.length !== 3) return values;
  const [height, width, channels] = shape as [number, number, number];
  const pixels = height * width;
  return values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)]!);
}
