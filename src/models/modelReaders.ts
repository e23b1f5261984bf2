import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { type ModelFormat, type ModelReading, modelFormats } from '../contract/modelReading.js';
import { locateModel } from './modelLocation.js';
import type { ModelFiles, ModelReader } from './modelReader.js';
import { onnxFormat } from './onnxFormat.js';
import { pluggedReader } from './pluggedReaders.js';
import { tfjsGraph } from './tfjsGraph.js';
import { tfjsLayers } from './tfjsLayers.js';

/** All supported model formats, one file per format. */
const modelReaders = {
  'tfjs-layers': tfjsLayers,
  'tfjs-graph': tfjsGraph,
  onnx: onnxFormat,
} satisfies Record<ModelFormat, ModelReader>;

/**
 * Reads the model at a path, folder or file, by the format that recognises it; readers of the suite's plug-ins are asked first. Throws `UserError` where none does, where
 * `reading` states another format, and for files that are not whole or too large for half of `memoryBytes`.
 */
export function readModel(
  path: string,
  reading: ModelReading = {},
  memoryBytes?: number,
): ModelFiles & { readonly format: string } {
  const location = locateModel(path);
  const plugged = pluggedReader(location, reading);
  if (plugged !== undefined) return { format: plugged.format, ...plugged.reader.read(location, memoryBytes) };
  const format = modelFormats.find((name) => modelReaders[name].recognises(location));
  if (format === undefined) throw unrecognised(path);
  if (reading.format !== undefined && reading.format !== format) {
    const remedy = 'remove format: it is detected from the files';
    const expected = `format ${reading.format}, as stated`;
    throw new UserError({ where: path, expected, found: format, remedy });
  }
  return { format, ...modelReaders[format].read(location, memoryBytes) };
}

function unrecognised(path: string): UserError {
  const expected = 'a model: a folder with model.json or an .onnx file, or one of these files';
  if (existsSync(join(path, 'saved_model.pb'))) {
    const remedy = `tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model ${path} ${path}-tfjs`;
    const found = 'a SavedModel, which TensorFlow.js runs without gradients';
    return new UserError({ where: path, expected, found, remedy });
  }
  const found = existsSync(path) ? 'no file of a known format' : 'no such file';
  return new UserError({ where: path, expected, found, remedy: ownRemedy(path) ?? 'correct the path of the model' });
}

/** For a model of the project, which the package may leave out for its size, or which may not be trained yet. */
function ownRemedy(path: string): string | undefined {
  const [, root, network] = /^(.*?)models[\\/](paper[\\/][\w-]+[\\/][\w-]+|paper-svhn[\\/][\w-]+)$/.exec(path) ?? [];
  const recipe = network === undefined ? '' : join(root!, 'recipes', `${network}.json`);
  if (recipe !== '' && existsSync(recipe)) {
    return `correct the path of the model; a network of the paper is trained by \`npm run train ${recipe}\``;
  }
  const [, folder, name] = /^(.*?)[\\/]?((?:mnist|cifar10)[\\/][\w-]+)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  return `correct the path of the model; a model of the project: \`rapa models get ${name} --output ${folder || '.'}\``;
}
