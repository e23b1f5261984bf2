import { createRequire } from 'node:module';
import { UserError } from '../../base/errors.js';
import type { ModelMessage } from './messages.js';
import { schema } from './schema.js';

/**
 * Decodes the bytes of an ONNX file; tensors are views of `bytes`. Throws `UserError`, naming `file`, if it is truncated or not
 * an ONNX file.
 */
export function decodeModel(file: string, bytes: Uint8Array): ModelMessage {
  // Loaded on demand: most runs read no ONNX file, and the cost would apply to every worker.
  const protobuf = createRequire(import.meta.url)('protobufjs/light.js') as typeof import('protobufjs/light.js');
  const type = protobuf.Root.fromJSON(schema).lookupType('Model');
  let model: ModelMessage;
  try {
    model = type.decode(bytes) as unknown as ModelMessage;
  } catch (error) {
    throw unreadable(file, `${bytes.length} bytes that are no whole protobuf message (${(error as Error).message})`);
  }
  if (!model.graph) throw unreadable(file, 'no graph in it');
  if (model.opsetImport.length === 0) throw unreadable(file, 'no opset in it');
  return model;
}

function unreadable(file: string, found: string): UserError {
  return new UserError({
    where: file,
    expected: 'an ONNX model as torch.onnx.export writes it',
    found,
    remedy: 'the file is cut off or of another kind: copy or export it again',
  });
}
