/** What a model takes of a worker's memory, in bytes, found by trying. */
export interface ModelMemory {
  /** Its weights, however many images go through it. */
  readonly weightBytes: number;
  /** What the gradient of each further image takes. */
  readonly imageBytes: number;
}
