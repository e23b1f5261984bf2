/** Bytes before each image's pixels: width and height as 32-bit integers, most significant byte first. */
export const frameHeaderBytes = 8;

/**
 * The program of the decoding process: reads a JSON list of image files from stdin and writes each to stdout as width,
 * height and width x height x 4 bytes of RGBA; 0 x 0 for one that it cannot decode. Its source text is handed to a
 * process of its own, so it uses nothing but its argument.
 */
export async function decodeLoop(load: NodeJS.Require): Promise<void> {
  const { once } = load('node:events') as typeof import('node:events');
  const { readFile } = load('node:fs/promises') as typeof import('node:fs/promises');
  const { createCanvas, loadImage } = load(process.argv[1]!) as typeof import('@napi-rs/canvas');
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part);
  for (const file of JSON.parse(Buffer.concat(parts).toString()) as string[]) {
    const image = await loadImage(await readFile(file)).catch(() => undefined);
    const header = Buffer.alloc(8);
    if (image !== undefined && image.width > 0 && image.height > 0) {
      const { width, height } = image;
      header.writeUInt32BE(width, 0);
      header.writeUInt32BE(height, 4);
      const context = createCanvas(width, height).getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      process.stdout.write(header);
      if (!process.stdout.write(new Uint8Array(data.buffer, data.byteOffset, data.length)))
        await once(process.stdout, 'drain');
    } else {
      process.stdout.write(header);
    }
  }
}
