import type { Dataset } from '../contract/dataset.js';
import { sharedBytes } from '../datasets/sharedBytes.js';

type Header = Omit<Dataset, 'pixels' | 'labels' | 'files' | 'corruptedFolder'> & { readonly labelBytes: 1 | 2 };

/** A data set as one object: a line of JSON, then pixels, then labels (little endian). Not for data sets with `files`. */
export function packDataset({ pixels, labels, files, corruptedFolder: _, ...facts }: Dataset): Uint8Array {
  if (files !== undefined) throw new Error('a data set of image files cannot be packed');
  const header: Header = { ...facts, labelBytes: labels instanceof Uint8Array ? 1 : 2 };
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const classes = Buffer.alloc(labels.length * header.labelBytes);
  for (const [at, label] of labels.entries()) classes.writeUIntLE(label, at * header.labelBytes, header.labelBytes);
  return Buffer.concat([line, pixels, classes]);
}

/** The data set of such an object, in memory that threads share. */
export function unpackDataset(bytes: Uint8Array): Dataset {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = content.indexOf('\n');
  const { labelBytes, ...facts } = JSON.parse(content.toString('utf8', 0, end)) as Header;
  const size = facts.shape.reduce((product, side) => product * side, 1);
  const labelsFrom = content.length - facts.count * labelBytes;
  const pixels = sharedBytes(labelsFrom - end - 1);
  if (pixels.length !== facts.count * size)
    throw new Error(`${pixels.length} bytes of pixels for ${facts.count} images`);
  pixels.set(content.subarray(end + 1, labelsFrom));
  const memory = sharedBytes(facts.count * labelBytes);
  const labels = labelBytes === 1 ? memory : new Uint16Array(memory.buffer);
  for (let at = 0; at < facts.count; at++) labels[at] = content.readUIntLE(labelsFrom + at * labelBytes, labelBytes);
  return { ...facts, pixels, labels };
}
