import { isJpeg, jpegFault } from './jpegFault.js';
import { isPng, pngFault } from './pngFault.js';

/** What can be seen to be wrong with an image file without decoding it; undefined if nothing. Content decides the format. */
export function imageFault(bytes: Buffer): string | undefined {
  if (isPng(bytes)) return pngFault(bytes);
  if (isJpeg(bytes)) return jpegFault(bytes);
  return bytes.length === 0 ? 'an empty file' : 'a file that is neither PNG nor JPEG';
}
