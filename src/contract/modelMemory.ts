/** The measured memory of a model in a worker, in bytes. */
export interface ModelMemory {
  /** Of its weights, for any batch size. */
  readonly weightBytes: number;
  /** Of the gradient of each additional image. */
  readonly imageBytes: number;
}
