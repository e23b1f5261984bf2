/** The kernels of one tiled convolution, flat in shape order. */
export interface TiledKernels {
  readonly layer: string;
  readonly shape: readonly [tiles: number, height: number, width: number, inputs: number, outputs: number];
  readonly values: Float32Array;
}
