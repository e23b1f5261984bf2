import type { ModelReading } from '../contract/modelReading.js';
import type { ModelLocation } from './modelLocation.js';
import type { Network } from './network.js';

/** How a network is opened. */
export interface OpenOptions {
  /** As the file has it: no closing softmax or sigmoid is taken off. */
  readonly whole?: boolean;
}

/** A model's files, read and found to be whole. */
export interface ModelFiles {
  /** Of every file that the model consists of. */
  readonly sha256: string;
  /**
   * Builds the network; the caller disposes of it. Throws `UserError`, naming the model's path, for what cannot be had and
   * for several inputs.
   */
  readonly open: (reading: ModelReading, options?: OpenOptions) => Promise<Network>;
}

/** What the harness knows of one format of model files. */
export interface ModelReader {
  /** Whether what lies there is of this format, whole or not: the fault in a damaged file is for `read` to name. */
  readonly recognises: (location: ModelLocation) => boolean;
  /** Reads the files and checks that they are whole; runs nothing. Throws `UserError` for what is missing or cut off. */
  readonly read: (location: ModelLocation) => ModelFiles;
}
