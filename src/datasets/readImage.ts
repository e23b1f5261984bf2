import { UserError } from '../base/errors.js';
import type { ImageOrientation } from '../contract/dataset.js';
import { decodeJpeg } from './decodeJpeg.js';
import { decodePng } from './decodePng.js';
import { type ImageHeader, imageHeader } from './imageHeader.js';
import { isPng } from './pngFault.js';
import type { StoredImage } from './storedImage.js';
import { turnImage } from './turnImage.js';

/** An image's file, and how to treat its EXIF orientation. */
export interface ImageSource {
  readonly file: string;
  readonly orientation: ImageOrientation;
}

/**
 * Decodes a PNG or JPEG to its stored samples: no gamma, no colour profile, no rotation except EXIF if requested. Throws
 * `UserError`, naming the file, for damaged or unsupported images: 16 bits per channel, transparency, CMYK, or more pixels than
 * `imageHeader` allows.
 */
export function readImage(bytes: Buffer, { file, orientation }: ImageSource): StoredImage {
  const header = requireHeader(bytes, file);
  const image = isPng(bytes) ? decodePng(bytes, header) : decodeJpeg(bytes, header);
  if (typeof image === 'string') throw refused(file, image);
  return orientation === 'exif' ? turnImage(image, header.orientation) : image;
}

/** The header of an image. Throws `UserError` like `readImage`. */
export function requireHeader(bytes: Buffer, file: string): ImageHeader {
  const header = imageHeader(bytes);
  if (typeof header === 'string') throw refused(file, header);
  return header;
}

function refused(where: string, found: string): UserError {
  const remedy = 'convert, replace or remove the file';
  return new UserError({
    where,
    expected: 'a complete, opaque PNG or JPEG image with 8 bits per channel',
    found,
    remedy,
  });
}
