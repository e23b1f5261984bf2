import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type tf from '../tfjs/tfjs.cjs';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { readTfjsFiles } from './readTfjsFiles.js';

/** A convolution as a matrix product: patches per image, rows and columns of its kernel matrix. */
export interface ConvolutionSize {
  readonly name: string;
  readonly patches: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Reads the sizes of a layers model's convolutions, in the order of its layers; a depthwise one has a kernel matrix with one row
 * per weight and one column per channel. Throws `UserError` if there is none, or if the image size is dynamic.
 */
export async function readArrayLayers(folder: string): Promise<ConvolutionSize[]> {
  const files = readTfjsFiles(join(folder, 'model.json'));
  const model = await instantiateLayersModel(folder, files.topology, files);
  try {
    const layers = model.layers.filter((layer) => /Conv2D/.test(layer.getClassName()));
    if (layers.length === 0) {
      throw new UserError({ where: folder, expected: 'a model with 2D convolutions', found: 'none among its layers' });
    }
    return layers.map((layer) => sizeOf(folder, layer));
  } finally {
    model.dispose();
  }
}

function sizeOf(folder: string, layer: tf.layers.Layer): ConvolutionSize {
  const [, height, width] = layer.outputShape as (number | null)[];
  if (typeof height !== 'number' || typeof width !== 'number') {
    throw new UserError({
      where: `${folder}, layer '${layer.name}'`,
      expected: 'a fixed output size, which gives the number of patches',
      found: `outputs of ${JSON.stringify(layer.outputShape)}`,
      remedy: 'save the model with a fixed image size',
    });
  }
  const shape = layer.getWeights()[0]!.shape.slice(-4) as [number, number, number, number];
  const [side, breadth, inputs, outputs] = shape;
  const isDepthwise = /Depthwise/.test(layer.getClassName());
  return {
    name: layer.name,
    patches: height * width,
    rows: side * breadth * (isDepthwise ? 1 : inputs),
    columns: isDepthwise ? inputs * outputs : outputs,
  };
}
