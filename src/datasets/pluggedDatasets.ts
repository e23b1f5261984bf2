import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec, PluginMark } from '../contract/suite.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';

/** Images that a data set of a plug-in returns. */
export interface LoadedImages {
  /** Height, width, channels. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  /** Bytes 0..255, or numbers in [0, 1], which are rounded to bytes: image by image, [height, width, channels]. */
  readonly pixels: Uint8Array | Float32Array;
  /** One class index per image. */
  readonly labels: ArrayLike<number>;
  /** Channel means of the training split on pixels in [0, 1]; default: those of these images. */
  readonly channelMeans?: readonly number[];
  /** Notes for readers of reports, one sentence each. */
  readonly notes?: readonly string[];
}

/** What a suite asks of a data set from a plug-in. */
export interface AskedOfPlugin {
  readonly split: 'train' | 'test';
  /** `path` of the suite, absolute. */
  readonly path?: string;
  /** `images` of the suite: only the first so many are needed; more are no error. */
  readonly images?: number;
}

/** Reads one split. */
export type LoadImages = (asked: AskedOfPlugin) => LoadedImages | Promise<LoadedImages>;

/** By hash of the plug-in and name, so that runs with different plug-ins do not mix. */
const table = new Map<string, LoadImages>();

/** Adds a data set of a plug-in to the table of data sets. */
export function registerPluggedDataset(plugin: string, name: string, load: LoadImages): void {
  table.set(`${plugin} ${name}`, load);
}

/**
 * Reads a data set from a plug-in that was registered. Rejects with `UserError`, naming plug-in and field, for images of the wrong
 * form; a `UserError` of the plug-in passes.
 */
export async function loadPluggedDataset(spec: DatasetSpec, { file, sha256 }: PluginMark): Promise<Dataset> {
  const load = table.get(`${sha256} ${spec.name}`);
  if (load === undefined) throw new Error(`the plug-in ${file} with the data set ${spec.name} was not loaded`);
  const { split, path, images } = spec;
  const asked = { split, ...(path === undefined ? {} : { path }), ...(images === undefined ? {} : { images }) };
  const where = `${file}, data set ${spec.name}`;
  let loaded: LoadedImages;
  try {
    loaded = await load(asked);
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw new UserError({ where, expected: 'images', found: error instanceof Error ? error.message : String(error) });
  }
  return sealed(where, loaded, { name: spec.name, split });
}

function sealed(where: string, loaded: LoadedImages, named: Pick<Dataset, 'name' | 'split'>): Dataset {
  const { shape, classNames, pixels, labels, notes } = loaded;
  const wrong = (field: string, expected: string, found: string) =>
    new UserError({ where: `${where}, ${field}`, expected, found, remedy: 'correct the plug-in' });
  const isSide = (side: unknown) => Number.isSafeInteger(side) && (side as number) > 0;
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.every(isSide)) {
    throw wrong('shape', '[height, width, channels]', JSON.stringify(shape) ?? 'nothing');
  }
  if (!Array.isArray(classNames) || classNames.length < 2 || classNames.some((name) => typeof name !== 'string')) {
    throw wrong('classNames', 'a list of at least two names', JSON.stringify(classNames) ?? 'nothing');
  }
  if (!(pixels instanceof Uint8Array) && !(pixels instanceof Float32Array)) {
    throw wrong('pixels', 'a Uint8Array or Float32Array', typeof pixels);
  }
  const perImage = shape[0] * shape[1] * shape[2];
  const count = labels?.length ?? 0;
  if (count === 0 || pixels.length !== count * perImage) {
    throw wrong('pixels', `${count} images of ${perImage} values, at least one`, `${pixels.length} values`);
  }
  const own = Uint16Array.from(labels);
  const bad = Array.from(labels).find(
    (label) => !(Number.isSafeInteger(label) && label >= 0 && label < classNames.length),
  );
  if (bad !== undefined) throw wrong('labels', `classes from 0 to ${classNames.length - 1}`, String(bad));
  const bytes = sharedBytes(pixels.length);
  if (pixels instanceof Uint8Array) bytes.set(pixels);
  else
    for (const [at, value] of pixels.entries()) {
      if (!(value >= 0 && value <= 1)) throw wrong('pixels', 'numbers in [0, 1]', String(value));
      bytes[at] = Math.round(value * 255);
    }
  return sealDataset({
    ...named,
    ...{ count, shape: [shape[0], shape[1], shape[2]], classNames, pixels: bytes, labels: own },
    channelMeans: loaded.channelMeans ?? meansOf(bytes, shape[2]),
    ...(notes === undefined ? {} : { notes }),
  });
}

function meansOf(bytes: Uint8Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (const [at, value] of bytes.entries()) sums[at % channels]! += value;
  return sums.map((sum) => sum / (bytes.length / channels) / 255);
}
