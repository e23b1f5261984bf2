import { UserError } from '../../base/errors.js';
import type { ExternalData } from './externalData.js';
import type { AttributeValue, GraphInput, OnnxGraph, OnnxModel, OnnxNode } from './graph.js';
import {
  type AttributeMessage,
  type GraphMessage,
  type ModelMessage,
  type NodeMessage,
  toNumber,
  type ValueInfoMessage,
} from './messages.js';
import { orderNodes } from './orderNodes.js';
import { readTensor } from './readTensor.js';
import type { HostValue } from './values.js';

/** Opsets whose operators have been read and tested. */
export const opsets = { first: 11, last: 23 } as const;

interface Source {
  readonly file: string;
  readonly external: ExternalData;
}

/**
 * A decoded file as a graph of ordered nodes with decoded tensors. Throws `UserError` for unsupported opsets and damaged graphs.
 */
export function buildModel(source: Source, message: ModelMessage): OnnxModel {
  const opset = opsetOf(source.file, message);
  const graph = buildGraph(source, message.graph!, new Set());
  return { graph, opset, producer: `${message.producerName} ${message.producerVersion}`.trim() };
}

function opsetOf(file: string, { opsetImport }: ModelMessage): number {
  const own = opsetImport.find(({ domain }) => isOwnDomain(domain));
  const version = own === undefined ? undefined : toNumber(own.version);
  if (version !== undefined && version >= opsets.first && version <= opsets.last) return version;
  throw new UserError({
    where: file,
    expected: `ONNX opset ${opsets.first} to ${opsets.last}`,
    found: version === undefined ? `none, but ${opsetImport.map(({ domain }) => domain).join(', ')}` : String(version),
    remedy: 'export again with torch.onnx.export(..., opset_version=20)',
  });
}

function isOwnDomain(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** `around`: names of enclosing graphs that a branch may use. */
function buildGraph(source: Source, message: GraphMessage, around: ReadonlySet<string>): OnnxGraph {
  const { file } = source;
  if (message.sparseInitializer.length > 0) {
    throw new UserError({ where: file, expected: 'dense weights', found: 'sparse initializers' });
  }
  const initializers = new Map(
    message.initializer.map((tensor) => [tensor.name, readTensor(file, tensor, source.external)]),
  );
  // Old files list weights among the inputs as well.
  const inputs = message.input.filter(({ name }) => !initializers.has(name)).map(graphInput);
  const given = new Set([...around, ...initializers.keys(), ...inputs.map(({ name }) => name)]);
  const visible = new Set([...given, ...message.node.flatMap(({ output }) => output)]);
  const nodes = message.node.map((node) => buildNode(source, node, visible));
  const outputs = message.output.map(({ name }) => name);
  const missing = outputs.find((name) => !visible.has(name));
  if (missing !== undefined) {
    throw new UserError({ where: file, expected: `a node that makes the output '${missing}'`, found: 'none' });
  }
  return { nodes: orderNodes(file, nodes, given), inputs, outputs, initializers };
}

function graphInput({ name, type }: ValueInfoMessage): GraphInput {
  const dims = type?.tensorType?.shape?.dim;
  const shape = dims?.map(({ dimValue, dimParam }) =>
    dimParam !== '' || toNumber(dimValue) <= 0 ? null : toNumber(dimValue),
  );
  return { name, shape };
}

function buildNode(source: Source, message: NodeMessage, visible: ReadonlySet<string>): OnnxNode {
  const attributes = new Map<string, AttributeValue>();
  for (const attribute of message.attribute) {
    const value = attributeValue(source, attribute, visible);
    if (value !== undefined) attributes.set(attribute.name, value);
  }
  return {
    name: message.name || message.output[0] || message.opType,
    op: message.opType,
    domain: isOwnDomain(message.domain) ? '' : message.domain,
    inputs: message.input,
    outputs: message.output,
    attributes,
  };
}

/** By the numbers of AttributeProto.AttributeType. Kinds that no supported operator uses are left out. */
function attributeValue(
  source: Source,
  attribute: AttributeMessage,
  visible: ReadonlySet<string>,
): AttributeValue | undefined {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  switch (attribute.type) {
    case 1:
      return { kind: 'number', value: attribute.f };
    case 2:
      return { kind: 'number', value: toNumber(attribute.i) };
    case 3:
      return { kind: 'text', value: text(attribute.s) };
    case 4:
      return { kind: 'tensor', value: tensorOf(source, attribute) };
    case 5:
      return { kind: 'graph', value: buildGraph(source, attribute.g!, visible) };
    case 6:
      return { kind: 'numbers', value: attribute.floats };
    case 7:
      return { kind: 'numbers', value: attribute.ints.map(toNumber) };
    case 8:
      return { kind: 'texts', value: attribute.strings.map(text) };
    default:
      return undefined;
  }
}

function tensorOf({ file, external }: Source, { t }: AttributeMessage): HostValue {
  return readTensor(file, t!, external);
}
