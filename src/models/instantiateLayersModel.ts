import { UserError } from '../base/errors.js';
import tf from '../tfjs/tfjs.cjs';
import '../layers/allLayers.js';
import { checkFinite } from './checkFinite.js';
import type { TfjsFiles } from './readTfjsFiles.js';

/**
 * A layers model from its topology and weights in memory. Throws `UserError`, naming `path`, if tfjs cannot build it, and for NaN or
 * infinite weights.
 */
export async function instantiateLayersModel(
  path: string,
  topology: Record<string, unknown>,
  files: Pick<TfjsFiles, 'weightSpecs' | 'weights'>,
): Promise<tf.LayersModel> {
  const model = await load(path, topology, files);
  try {
    checkFinite(
      path,
      model.weights.map((weight) => ({ name: weight.originalName, value: weight.read() })),
    );
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

async function load(
  path: string,
  topology: Record<string, unknown>,
  files: Pick<TfjsFiles, 'weightSpecs' | 'weights'>,
): Promise<tf.LayersModel> {
  const { buffer, byteOffset, byteLength } = files.weights;
  const weightData = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: topology, weightSpecs: files.weightSpecs, weightData }),
    );
  } catch (error) {
    throw new UserError({
      where: path,
      expected: "a model that tfjs can load with its layers and this harness's layers",
      found: (error as Error).message.replace(/\s+/g, ' ').slice(0, 300),
      remedy: 'a custom layer must be registered with tf.serialization.registerClass; otherwise save the model again',
    });
  }
}
