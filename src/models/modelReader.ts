import type { ModelReading } from '../contract/modelReading.js';
import type { ModelLocation } from './modelLocation.js';
import type { Network } from './network.js';

/** How a network is opened. */
export interface OpenOptions {
  /** Keep a final softmax or sigmoid. */
  readonly whole?: boolean;
}

/** A model's complete files. */
export interface ModelFiles {
  /** Hash of all files of the model. */
  readonly sha256: string;
  /**
   * Builds the network; the caller disposes of it. Throws `UserError`, naming the model's path, if it is not possible, and for
   * several inputs.
   */
  readonly open: (reading: ModelReading, options?: OpenOptions) => Promise<Network>;
}

/** The reader of one model file format. */
export interface ModelReader {
  /** Whether the files have this format, even if damaged; `read` reports damage. */
  readonly recognises: (location: ModelLocation) => boolean;
  /**
   * Reads the files and checks that they are whole; runs nothing. Throws `UserError` for what is missing or cut off, and for
   * more than half of `memoryBytes`, by default what is free.
   */
  readonly read: (location: ModelLocation, memoryBytes?: number) => ModelFiles;
}
