import { exifOrientation } from './exifOrientation.js';
import { isJpeg, jpegFault, jpegSegments } from './jpegFault.js';
import { isPng, pngChunks, pngFault } from './pngFault.js';

/** Header fields of an image file. */
export interface ImageHeader {
  /** As stored: before any rotation. */
  readonly width: number;
  readonly height: number;
  /** Stored as grey; colour images may still have equal channels. */
  readonly isGrey: boolean;
  /** EXIF orientation, 1 to 8; 1 is as stored. */
  readonly orientation: number;
}

/** Networks use small images, and a few hundred kilobytes can decompress to gigabytes. */
const mostPixels = 2048 * 2048;

/**
 * The header of a PNG or JPEG (detected by content), or the problem: damage visible without decoding, or an unsupported kind of
 * image.
 */
export function imageHeader(bytes: Buffer): ImageHeader | string {
  const header = isPng(bytes) ? pngHeader(bytes) : isJpeg(bytes) ? jpegHeader(bytes) : undefined;
  if (header === undefined) return bytes.length === 0 ? 'an empty file' : 'a file that is neither PNG nor JPEG';
  if (typeof header === 'string' || header.width * header.height <= mostPixels) return header;
  return `${header.width} x ${header.height} pixels, more than ${mostPixels.toLocaleString('en-US')} in total`;
}

function pngHeader(bytes: Buffer): ImageHeader | string {
  const fault = pngFault(bytes);
  if (fault !== undefined) return fault;
  const chunks = [...pngChunks(bytes)];
  const header = chunks[0]!.data;
  if (header[8] === 16) return 'a PNG with 16 bits per channel';
  const exif = chunks.find(({ type }) => type === 'eXIf');
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    isGrey: header[9] === 0 || header[9] === 4,
    orientation: exif === undefined ? 1 : exifOrientation(exif.data),
  };
}

/** Supported frames: baseline, extended and progressive, Huffman-coded. */
const knownFrames = [0xc0, 0xc1, 0xc2];
const exifHead = Buffer.from('Exif\0\0', 'latin1');

function jpegHeader(bytes: Buffer): ImageHeader | string {
  const fault = jpegFault(bytes);
  if (fault !== undefined) return fault;
  let orientation = 1;
  for (const { kind, data } of jpegSegments(bytes)) {
    if (kind === 0xe1 && data.subarray(0, 6).equals(exifHead)) orientation = exifOrientation(data.subarray(6));
    if (kind < 0xc0 || kind > 0xcf || kind === 0xc4 || kind === 0xc8 || kind === 0xcc) continue;
    if (!knownFrames.includes(kind)) return 'a JPEG that is lossless, hierarchical or arithmetically coded';
    if (data.length < 6) return 'a JPEG with a truncated frame header';
    const [bits, channels] = [data[0]!, data[5]!];
    if (bits !== 8) return `a JPEG of ${bits} bits per channel`;
    if (channels === 4) return 'a JPEG of four channels (CMYK or YCCK)';
    if (channels !== 1 && channels !== 3) return `a JPEG of ${channels} channels`;
    const [height, width] = [data.readUInt16BE(1), data.readUInt16BE(3)];
    return width === 0 || height === 0
      ? `a JPEG of ${width} x ${height} pixels`
      : { width, height, isGrey: channels === 1, orientation };
  }
  return 'a JPEG without pixels';
}
