import { UserError } from '../../base/errors.js';
import type { AttributeValue, OnnxNode } from './graph.js';

/**
 * The nodes in topological order. Values in `given` exist from the start. Throws `UserError` for a value without a node, a value
 * of two nodes, and a cycle, which it names.
 */
export function orderNodes(file: string, nodes: readonly OnnxNode[], given: ReadonlySet<string>): OnnxNode[] {
  const makers = makersOf(file, nodes);
  const ordered: OnnxNode[] = [];
  const state = new Map<OnnxNode, 'open' | 'done'>();
  // Uses an explicit stack, because recursion could overflow for thousands of nodes.
  for (const root of nodes) {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (state.get(node) === 'done') {
        stack.pop();
        continue;
      }
      const waiting = sourcesOf(file, node, { makers, given }).filter((source) => state.get(source) !== 'done');
      if (waiting.length === 0) {
        state.set(node, 'done');
        ordered.push(node);
        stack.pop();
        continue;
      }
      state.set(node, 'open');
      const circular = waiting.find((source) => state.get(source) === 'open');
      if (circular !== undefined) throw circle(file, [...stack.slice(stack.indexOf(circular)), circular]);
      stack.push(...waiting);
    }
  }
  return ordered;
}

function makersOf(file: string, nodes: readonly OnnxNode[]): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const output of node.outputs.filter((name) => name !== '')) {
      if (makers.has(output)) {
        throw new UserError({ where: file, expected: 'each value made once', found: `'${output}' made twice` });
      }
      makers.set(output, node);
    }
  }
  return makers;
}

function sourcesOf(
  file: string,
  node: OnnxNode,
  { makers, given }: { readonly makers: ReadonlyMap<string, OnnxNode>; readonly given: ReadonlySet<string> },
): OnnxNode[] {
  const names = takenBy(node).filter((name) => !given.has(name));
  return names.map((name) => {
    const maker = makers.get(name);
    if (maker !== undefined) return maker;
    throw new UserError({
      where: `${file}, node '${node.name}' (${node.op})`,
      expected: 'inputs that the graph, an initializer or a node gives',
      found: `'${name}', which nothing gives`,
      remedy: 'the file is damaged: export the model again',
    });
  });
}

/** Names of the values that a node uses, including enclosing values used by its branches. */
export function takenBy(node: OnnxNode): string[] {
  return [...node.inputs.filter((name) => name !== ''), ...[...node.attributes.values()].flatMap(takenByBranch)];
}

function takenByBranch(attribute: AttributeValue): string[] {
  if (attribute.kind !== 'graph') return [];
  const { nodes, initializers, inputs, outputs } = attribute.value;
  const own = new Set([
    ...initializers.keys(),
    ...inputs.map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ]);
  return [...nodes.flatMap(takenBy), ...outputs].filter((name) => !own.has(name));
}

function circle(file: string, nodes: readonly OnnxNode[]): UserError {
  return new UserError({
    where: file,
    expected: 'a graph without circles',
    found: `nodes that wait for each other: ${nodes.map(({ name }) => `'${name}'`).join(' <- ')}`,
    remedy: 'the file is damaged: export the model again',
  });
}
