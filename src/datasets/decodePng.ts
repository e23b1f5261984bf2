import { createRequire } from 'node:module';
import type { ImageHeader } from './imageHeader.js';
import { pngPixelFault } from './pngFault.js';
import type { StoredImage } from './storedImage.js';

/**
 * Stored samples of a PNG with at most 8 bits per channel, palettes resolved and grey with fewer bits scaled to 0..255; alpha
 * must be opaque. Otherwise the problem. The file's structure is already checked (`imageHeader`).
 */
export function decodePng(bytes: Buffer, { isGrey }: ImageHeader): StoredImage | string {
  const fault = pngPixelFault(bytes);
  if (fault !== undefined) return fault;
  try {
    // Always red, green, blue and alpha.
    const { PNG } = createRequire(import.meta.url)('pngjs') as typeof import('pngjs');
    const { width, height, data } = PNG.sync.read(bytes);
    const channels = isGrey ? 1 : 3;
    const samples = new Uint8Array(width * height * channels);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      if (data[from + 3] !== 255) return 'transparent pixels, whose colour depends on the background';
      for (let channel = 0; channel < channels; channel++) samples[to++] = data[from + channel]!;
    }
    return { width, height, channels, samples };
  } catch (error) {
    return `a PNG that does not decode (${(error as Error).message})`;
  }
}
