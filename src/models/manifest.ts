import type tf from '../tfjs/tfjs.cjs';
import { damagedModel } from './damagedModel.js';

/** The weights of a model.json: file names and the weights stored in them in order. */
export interface Manifest {
  readonly shards: readonly string[];
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
}

/** Bytes of a value, by the types of weights, and by those that quantised ones have in the file. */
const weightTypes: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const storedTypes: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

/** Checks the types of a manifest. Throws `UserError`, naming `file` and the weight. */
export function parseManifest(file: string, manifest: unknown): Manifest {
  if (!Array.isArray(manifest)) throw damagedModel(file, "a list 'weightsManifest'", manifest);
  const groups = manifest.map((group: unknown, at) => {
    const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
    const where = `${file}, weightsManifest ${at}`;
    if (!Array.isArray(paths) || !paths.every(isText)) throw damagedModel(where, "'paths', a list of names", paths);
    if (!Array.isArray(weights)) throw damagedModel(where, "'weights', a list", weights);
    return { paths, weights: weights.map((spec: unknown, place) => checkSpec(`${where}, weight ${place}`, spec)) };
  });
  return { shards: groups.flatMap(({ paths }) => paths), weightSpecs: groups.flatMap(({ weights }) => weights) };
}

function checkSpec(where: string, spec: unknown): tf.io.WeightsManifestEntry {
  const { name, shape, dtype, quantization } = (spec ?? {}) as Record<string, unknown>;
  if (!isText(name)) throw damagedModel(where, "a 'name'", name);
  if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw damagedModel(`${where}, '${name}'`, "a 'shape' of whole numbers from 0", shape);
  }
  requireType(`${where}, '${name}'`, dtype, Object.keys(weightTypes));
  if (quantization !== undefined) checkQuantization(`${where}, '${name}', 'quantization'`, quantization, dtype);
  return spec as tf.io.WeightsManifestEntry;
}

/** tfjs takes 16-bit floats for float32, and whole numbers with a scale and a minimum for float32 and int32. */
function checkQuantization(where: string, quantization: unknown, dtype: unknown): void {
  const { dtype: stored, scale, min } = (quantization ?? {}) as Record<string, unknown>;
  requireType(where, stored, Object.keys(storedTypes));
  const types = stored === 'float16' ? ['float32'] : ['float32', 'int32'];
  requireType(`${where} as ${stored}`, dtype, types);
  if (stored === 'float16' || (Number.isFinite(scale) && Number.isFinite(min))) return;
  throw damagedModel(where, "the numbers 'scale' and 'min'", { scale, min });
}

function requireType(where: string, dtype: unknown, types: readonly string[]): void {
  if (!types.includes(dtype as string)) throw damagedModel(where, `a 'dtype' among ${types.join(', ')}`, dtype);
}

/** Bytes that a weight takes in its file. */
export function weightBytes({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const bytes = quantization === undefined ? weightTypes[dtype] : storedTypes[quantization.dtype];
  return shape.reduce((product, side) => product * side, 1) * bytes!;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
