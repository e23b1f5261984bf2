/** A node of a graph model as model.json has it: protobuf's JSON, texts in base64. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, GraphAttribute>>;
}

interface GraphAttribute {
  readonly s?: string;
  readonly f?: number;
  readonly list?: { readonly s?: readonly string[] };
}

/** A graph: its nodes in any order. */
export interface GraphTopology {
  readonly node: readonly GraphNode[];
}

const fusedOps: Readonly<Record<string, string>> = {
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
  _FusedMatMul: 'MatMul',
};

/**
 * The graph with convolutions and matrix products that carry bias and activation taken apart: tfjs differentiates few of
 * the fused activations, and computes all gradients of a fused op where one is asked for. Names of outputs are kept.
 */
export function unfuseGraph<Graph extends GraphTopology>(graph: Graph): Graph {
  return { ...graph, node: graph.node.flatMap(unfuse) };
}

function unfuse(node: GraphNode): GraphNode[] {
  const plain = fusedOps[node.op];
  if (plain === undefined) return [node];
  const [x, filter, ...others] = (node.input ?? []).filter((name) => !name.startsWith('^'));
  const steps = (node.attr?.fused_ops?.list?.s ?? []).map((text) => Buffer.from(text, 'base64').toString('utf8'));
  const chain: GraphNode[] = [{ ...node, op: plain, input: [x!, filter!] }];
  for (const step of steps) {
    const previous = chain.pop()!;
    const renamed = { ...previous, name: `${node.name}/unfused${chain.length}` };
    const operand = step === 'BiasAdd' || step === 'Prelu' ? [others.shift()!] : [];
    const attr = step === 'LeakyRelu' ? { alpha: node.attr?.leakyrelu_alpha ?? { f: 0.2 } } : {};
    chain.push(renamed, { name: node.name, op: step, input: [renamed.name, ...operand], attr });
  }
  return chain;
}

/**
 * The graph whose output `name` is followed back over Identity nodes to a closing softmax or sigmoid, which becomes an
 * Identity; null where there is none.
 */
export function withoutClosingActivation<Graph extends GraphTopology>(graph: Graph, name: string): Graph | null {
  const nodes = new Map(graph.node.map((node) => [node.name, node]));
  let node = nodes.get(nodeName(name));
  while (node?.op === 'Identity') node = nodes.get(nodeName(node.input?.[0] ?? ''));
  if (node?.op !== 'Softmax' && node?.op !== 'Sigmoid') return null;
  const { name: closing, input = [] } = node;
  const logits: GraphNode = { name: closing, op: 'Identity', input, attr: {} };
  return { ...graph, node: graph.node.map((other) => (other.name === closing ? logits : other)) };
}

/** A node's name in the name of one of its outputs, `name:0`. */
function nodeName(output: string): string {
  return output.replace(/:\d+$/, '');
}
