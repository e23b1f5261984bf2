/** How an image that carries an EXIF orientation is taken: as its samples are stored, or turned as a viewer shows it. */
export type ImageOrientation = 'stored' | 'exif';

/** Image files that are decoded when an image is asked for. Plain data, so that workers can be handed it. */
export interface ImageFiles {
  /** In the order of the split's images. */
  readonly paths: readonly string[];
  /** 32 bytes a file, in the same order: what the file held when the data set was read. */
  readonly sha256: Uint8Array;
  readonly orientation: ImageOrientation;
}

/** A data set's split as bytes; images become float pixels in [0, 1] batch by batch. */
export interface Dataset {
  readonly name: string;
  readonly split: 'train' | 'test';
  /** Number of images. */
  readonly count: number;
  /** Height, width, channels. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  /**
   * height x width x channels of each image, 0..255, on shared memory so that workers need no copy: of all images or, with
   * `files`, of the first ones. `imageBytes` gives any of them.
   */
  readonly pixels: Uint8Array;
  /** One class index an image. */
  readonly labels: Uint8Array | Uint16Array;
  /** Means of the training part's channels on pixels in [0, 1]. */
  readonly channelMeans: readonly number[];
  /** SHA-256 over shape, labels and pixels, or over the files that the pixels are decoded from. */
  readonly sha256: string;
  /** Where images lie that `pixels` does not hold. */
  readonly files?: ImageFiles;
  /** Where the published corruptions of these images lie, if they are there. */
  readonly corruptedFolder?: string;
  /** What a reader of results ought to know of the images, a sentence each. */
  readonly notes?: readonly string[];
}
