import { inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Whether the bytes start like a PNG. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, signature.length).equals(signature);
}

/** A chunk of a PNG. */
export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Type, data and the checksum after them. */
  readonly checked: Buffer;
}

/** The chunks of a PNG; a truncated last chunk is left out. */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return;
    const type = bytes.toString('latin1', at + 4, at + 8);
    yield { type, data: bytes.subarray(at + 8, end - 4), checked: bytes.subarray(at + 4, end) };
    if (type === 'IEND') return;
    at = end;
  }
}

/** The problem in the structure of a PNG: truncated, a wrong checksum or an invalid header; undefined if there is none. */
export function pngFault(bytes: Buffer): string | undefined {
  let header: Buffer | undefined;
  for (const { type, data, checked } of pngChunks(bytes)) {
    if (crc32(checked.subarray(0, -4)) !== checked.readUInt32BE(checked.length - 4)) {
      return `a PNG whose ${type} chunk has a wrong checksum`;
    }
    if (header === undefined && (type !== 'IHDR' || data.length !== 13))
      return 'a PNG that does not start with its header';
    header ??= data;
    if (type === 'IEND') return headerFault(header);
  }
  return 'a truncated PNG';
}

/** Allowed bit depths of each colour type, and samples per pixel. */
const colourTypes: Readonly<Record<number, { readonly depths: readonly number[]; readonly samples: number }>> = {
  0: { depths: [1, 2, 4, 8, 16], samples: 1 },
  2: { depths: [8, 16], samples: 3 },
  3: { depths: [1, 2, 4, 8], samples: 1 },
  4: { depths: [8, 16], samples: 2 },
  6: { depths: [8, 16], samples: 4 },
};

function headerFault(header: Buffer): string | undefined {
  const sizes = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (sizes.some((size) => size < 1 || size > largestSide)) return `a PNG of ${sizes.join(' x ')}`;
  const [depth, colour, compression, filter, interlace] = header.subarray(8);
  const known = colourTypes[colour!]?.depths.includes(depth!) && compression === 0 && filter === 0 && interlace! <= 1;
  return known ? undefined : 'an invalid PNG header';
}

/** Networks use small images; this limit protects against corrupt sizes. */
const largestSide = 16_384;

/** The problem in the pixel data of a structurally valid PNG: it cannot be decompressed, or has the wrong number of bytes. */
export function pngPixelFault(bytes: Buffer): string | undefined {
  const chunks = [...pngChunks(bytes)];
  const header = chunks[0]!.data;
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = header[8]! * colourTypes[header[9]!]!.samples;
  // Interlaced pixels have seven passes with separate rows, so never fewer bytes than non-interlaced ones.
  const least = height * (1 + Math.ceil((width * bits) / 8));
  try {
    const { length } = inflateSync(Buffer.concat(packed), { maxOutputLength: 2 * least + 1024 });
    return length < least ? 'a PNG with too few pixels' : undefined;
  } catch (error) {
    return `a PNG whose pixels cannot be decompressed (${(error as Error).message})`;
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32; Node's zlib has one only since Node 22.2. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
