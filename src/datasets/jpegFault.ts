/** Whether the bytes start like a JPEG. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === marker.start && bytes[2] === 0xff;
}

const marker = { start: 0xd8, end: 0xd9, scan: 0xda } as const;

/**
 * The problem of a JPEG: truncated, or invalid segment order; undefined if there is none. JPEG has no checksum, so changed pixel
 * bits are not detected.
 */
export function jpegFault(bytes: Buffer): string | undefined {
  let frame = false;
  let scan = false;
  for (let at = 2; ; ) {
    if (at + 4 > bytes.length && bytes[at + 1] !== marker.end) return 'a truncated JPEG';
    if (bytes[at] !== 0xff) return `a JPEG with no segment at byte ${at}`;
    const kind = bytes[at + 1]!;
    if (kind === marker.end) return frame && scan ? undefined : 'a JPEG without pixels';
    if (kind === 0xff) {
      // Any number of fill bytes may precede a marker.
      at++;
      continue;
    }
    if (isFrame(kind)) frame = true;
    at += 2 + bytes.readUInt16BE(at + 2);
    if (kind !== marker.scan) continue;
    scan = true;
    at = endOfScan(bytes, at);
  }
}

/** The segments before a JPEG's first scan: marker and data. The file must have passed `jpegFault`. */
export function* jpegSegments(bytes: Buffer): Generator<{ readonly kind: number; readonly data: Buffer }> {
  for (let at = 2; at + 4 <= bytes.length; ) {
    const kind = bytes[at + 1]!;
    if (kind === marker.end || kind === marker.scan) return;
    if (kind === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    yield { kind, data: bytes.subarray(at + 4, end) };
    at = end;
  }
}

/** Frame headers are C0 to CF except tables (C4, CC) and a reserved one (C8). */
function isFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
}

/** Position of the first marker after entropy-coded data: FF not followed by 00 (a stuffed byte) or a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    const restart = next !== undefined && next >= 0xd0 && next <= 0xd7;
    if (next !== 0 && !restart) return at;
  }
  return bytes.length;
}
