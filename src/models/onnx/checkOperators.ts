import { UserError } from '../../base/errors.js';
import type { OnnxModel, OnnxNode } from './graph.js';
import { operators } from './operators/operators.js';
import { pruneGraph } from './pruneGraph.js';

/** Throws `UserError` with all unsupported operators that the outputs need, by name, node and opset. */
export function checkOperators(file: string, { graph, opset }: OnnxModel): void {
  const unknown = pruneGraph(graph, graph.outputs).nodes.filter((node) => !isKnown(node));
  if (unknown.length === 0) return;
  const first = new Map<string, string[]>();
  for (const node of unknown) first.set(fullName(node), [...(first.get(fullName(node)) ?? []), `'${node.name}'`]);
  const found = [...first].map(([op, nodes]) => `${op} (${listed(nodes)})`).join(', ');
  throw new UserError({
    where: file,
    expected: 'operators that are read, as docs/models.md lists them',
    found: `${found}, opset ${opset}`,
    remedy: 'build the network from other operators and export it again',
  });
}

function isKnown({ op, domain }: OnnxNode): boolean {
  return domain === '' && operators.has(op);
}

function fullName({ op, domain }: OnnxNode): string {
  return domain === '' ? op : `${domain}.${op}`;
}

function listed(names: readonly string[]): string {
  return names.length === 1
    ? `node ${names[0]}`
    : `nodes ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;
}
