/** How to read an image with an EXIF orientation: as stored, or rotated as in an image viewer. */
export type ImageOrientation = 'stored' | 'exif';

/** Image files that are decoded on demand. Plain data, so that it can be sent to workers. */
export interface ImageFiles {
  /** In the order of the split's images. */
  readonly paths: readonly string[];
  /** 32 bytes per file, in the same order: its SHA-256 when the data set was read. */
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
   * height x width x channels of each image, 0..255, in shared memory so that workers need no copy: all images or, with `files`,
   * the first ones. Read images with `imageBytes`.
   */
  readonly pixels: Uint8Array;
  /** One class index per image. */
  readonly labels: Uint8Array | Uint16Array;
  /** Channel means of the training split on pixels in [0, 1]. */
  readonly channelMeans: readonly number[];
  /** SHA-256 over shape, labels and pixels, or over the files that the pixels are decoded from. */
  readonly sha256: string;
  /** The files of the images that are not in `pixels`. */
  readonly files?: ImageFiles;
  /** The published corruptions of these images, if installed. */
  readonly corruptedFolder?: string;
  /** Notes about the images for readers of results, one sentence each. */
  readonly notes?: readonly string[];
}
