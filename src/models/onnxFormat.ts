import { UserError } from '../base/errors.js';
import type { ModelReading } from '../contract/modelReading.js';
import type { ModelLocation } from './modelLocation.js';
import { onlyFile } from './modelLocation.js';
import type { ModelReader } from './modelReader.js';
import { checkOperators } from './onnx/checkOperators.js';
import { openOnnx } from './onnx/openOnnx.js';
import { readOnnxFiles } from './onnx/readOnnxFiles.js';

const pattern = /\.onnx$/i;

/** Networks from torch.onnx.export: one `.onnx` file, with large weights in a file next to it. */
export const onnxFormat: ModelReader = {
  recognises: ({ names }) => names.some((name) => pattern.test(name)),
  read: (location, memoryBytes) => {
    const file = onlyFile(location, pattern) ?? refuseSeveral(location);
    const { sha256, model } = readOnnxFiles(file, memoryBytes);
    // With several outputs, the one selected by the suite may not need the unsupported operators.
    if (model.graph.outputs.length === 1) checkOperators(file, model);
    return {
      sha256,
      open: async (reading, options) => openOnnx(file, model, { reading: withoutLayout(file, reading), ...options }),
    };
  },
};

function refuseSeveral({ path, names }: ModelLocation): never {
  const found = names.filter((name) => pattern.test(name)).join(', ');
  throw new UserError({
    where: path,
    expected: 'one .onnx file',
    found,
    remedy: 'name the file instead of its folder',
  });
}

/** The file defines the layout: a stated layout would transpose images again. */
function withoutLayout(file: string, reading: ModelReading): ModelReading {
  if (reading.preprocessing?.layout !== 'nchw') return reading;
  const remedy = 'remove layout: it comes from the file';
  throw new UserError({
    where: `${file}, preprocessing.layout`,
    expected: 'no layout for an ONNX model',
    found: 'nchw',
    remedy,
  });
}
