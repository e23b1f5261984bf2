/** The values of the image at `position` of a batch of `dimensions` values each: a view, not a copy. */
export function imageValues<T extends Float32Array | Float64Array>(batch: T, position: number, dimensions: number): T {
  return batch.subarray(position * dimensions, (position + 1) * dimensions) as T;
}
