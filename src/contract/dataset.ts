/** A data set's split in memory, as bytes; images are decoded to float pixels in [0, 1] batch by batch. */
export interface Dataset {
  readonly name: string;
  readonly split: 'train' | 'test';
  /** Number of images. */
  readonly count: number;
  /** Height, width, channels. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  /** count x height x width x channels, 0..255, on shared memory so that workers need no copy. */
  readonly pixels: Uint8Array;
  /** One class index an image. */
  readonly labels: Uint8Array | Uint16Array;
  /** Means of the training part's channels on pixels in [0, 1]. */
  readonly channelMeans: readonly number[];
  /** SHA-256 over shape, labels and pixels. */
  readonly sha256: string;
}
