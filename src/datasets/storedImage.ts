/** An image's stored samples: height x width x channels, one channel for grey, else red, green, blue. */
export interface StoredImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly samples: Uint8Array;
}
