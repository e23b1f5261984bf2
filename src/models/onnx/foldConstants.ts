import tf from '../../tfjs/tfjs.cjs';
import { openConstants } from './constants.js';
import type { OnnxGraph, OnnxModel } from './graph.js';
import { inOrder } from './layout.js';
import { takenBy } from './orderNodes.js';
import { runGraph } from './runGraph.js';
import { type HostValue, hostValue, type Value } from './values.js';

/**
 * The model with everything computed that does not depend on an input: results become initializers and their nodes are removed.
 */
export function foldConstants(file: string, model: OnnxModel): OnnxModel {
  const constants = openConstants();
  const { graph, opset } = model;
  const known = new Map(graph.initializers);
  const nodes = graph.nodes.filter((node) => {
    const taken = takenBy(node);
    if (!taken.every((name) => known.has(name)) || node.outputs.some((name) => graph.outputs.includes(name)))
      return true;
    const outputs = node.outputs.filter((name) => name !== '');
    const part: OnnxGraph = { nodes: [node], inputs: [], outputs, initializers: new Map() };
    const given = new Map(taken.map((name) => [name, known.get(name)!] as const));
    tf.tidy(() => {
      runGraph(part, given, { file, opset, constants }).forEach((value, at) => {
        known.set(outputs[at]!, readBack(value));
      });
    });
    return false;
  });
  constants.dispose();
  return { ...model, graph: { ...graph, nodes, initializers: onlyUsed(known, nodes, graph.outputs) } };
}

function readBack(value: Value): HostValue {
  if (value.kind === 'host') return value;
  const tensor = inOrder(value);
  const type = tensor.dtype === 'bool' ? 'bool' : tensor.dtype === 'int32' ? 'int' : 'float32';
  return hostValue(type, tensor.shape, tensor.dataSync());
}

function onlyUsed(
  known: ReadonlyMap<string, HostValue>,
  nodes: OnnxGraph['nodes'],
  outputs: readonly string[],
): Map<string, HostValue> {
  const used = new Set([...nodes.flatMap(takenBy), ...outputs]);
  return new Map([...known].filter(([name]) => used.has(name)));
}
