import { inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, signature.length).equals(signature);
}

/**
 * What is wrong with a PNG: cut off, a checksum that does not hold, chunks that must be there missing; undefined if
 * nothing is. The decoder itself says nothing of the kind: it leaves out the pixels, or takes its process down.
 */
export function pngFault(bytes: Buffer): string | undefined {
  const packed: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = signature.length; ; ) {
    if (at + 12 > bytes.length) return 'a PNG that is cut off';
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) return 'a PNG that is cut off';
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, end - 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      return `a PNG whose ${type} chunk does not have its checksum`;
    }
    if (header === undefined) {
      if (type !== 'IHDR' || length !== 13) return 'a PNG that does not begin with its header';
      header = data;
    }
    if (type === 'IDAT') packed.push(data);
    if (type === 'IEND') return headerFault(header) ?? pixelFault(header, packed);
    at = end;
  }
}

/** Bit depths that each colour type allows, and its samples a pixel. */
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
  return known ? undefined : 'a PNG header that no PNG has';
}

/** Networks take small images; a corrupt size must not ask for gigabytes. */
const largestSide = 16_384;

function pixelFault(header: Buffer, packed: readonly Buffer[]): string | undefined {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = header[8]! * colourTypes[header[9]!]!.samples;
  // Interlaced pixels come in seven passes with rows of their own; never fewer bytes than without.
  const least = height * (1 + Math.ceil((width * bits) / 8));
  try {
    const { length } = inflateSync(Buffer.concat(packed), { maxOutputLength: 2 * least + 1024 });
    return length < least ? 'a PNG with too few pixels' : undefined;
  } catch (error) {
    return `a PNG whose pixels do not unpack (${(error as Error).message})`;
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32; zlib has one of its own only from Node 22.2 on. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
