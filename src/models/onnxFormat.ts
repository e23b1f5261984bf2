import { UserError } from '../base/errors.js';
import type { ModelLocation } from './modelLocation.js';
import { onlyFile } from './modelLocation.js';
import type { ModelReader } from './modelReader.js';
import { openOnnx } from './onnx/openOnnx.js';
import { readOnnxFiles } from './onnx/readOnnxFiles.js';

const pattern = /\.onnx$/i;

/** Networks as torch.onnx.export writes them: one `.onnx` file, and its weights beside it where they are large. */
export const onnxFormat: ModelReader = {
  recognises: ({ names }) => names.some((name) => pattern.test(name)),
  read: (location) => {
    const file = onlyFile(location, pattern) ?? refuseSeveral(location);
    const { sha256, model } = readOnnxFiles(file);
    return { sha256, open: async () => openOnnx(file, model) };
  },
};

function refuseSeveral({ path, names }: ModelLocation): never {
  const found = names.filter((name) => pattern.test(name)).join(', ');
  throw new UserError({ where: path, expected: 'one .onnx file', found, remedy: "name the file itself in 'path'" });
}
