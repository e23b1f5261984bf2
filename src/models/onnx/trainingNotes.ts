import type { OnnxGraph, OnnxNode } from './graph.js';
import type { HostValue } from './values.js';

/** Report sentences on a network that was exported in training mode: it is run in test mode. */
export function trainingNotes(graph: OnnxGraph): string[] {
  const dropouts = graph.nodes.filter((node) => node.op === 'Dropout' && trains(node, graph.initializers));
  if (dropouts.length === 0) return [];
  const nodes = dropouts.length === 1 ? 'a Dropout' : `${dropouts.length} Dropouts`;
  return [`exported without .eval(): ${nodes} in training mode, run as in a test`];
}

/** Whether its third input requests training. */
function trains({ inputs }: OnnxNode, constants: ReadonlyMap<string, HostValue>): boolean {
  return (constants.get(inputs[2] ?? '')?.data[0] ?? 0) !== 0;
}
