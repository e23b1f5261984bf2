import { UserError } from '../base/errors.js';
import type { OutputKind } from '../contract/modelReading.js';
import tf from '../tfjs/tfjs.cjs';
import { type GraphNode, type GraphTopology, unfuseGraph, withoutClosingActivation } from './graphTopology.js';
import type { TfjsFiles } from './readTfjsFiles.js';

/** The parsed graph, which tfjs keeps in a private field: nodes that it has no op for have no category. */
interface ParsedGraph {
  readonly executor?: {
    readonly graph?: { readonly nodes?: Record<string, { readonly op: string; readonly category?: string }> };
  };
}

const controlFlow = /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond|While|StatelessWhile|If|StatelessIf|TensorList)/;

/**
 * A graph model from its files in memory, fused ops taken apart and a closing softmax or sigmoid removed. Throws
 * `UserError` for more than one output, control flow, and ops that tfjs does not know, which it names.
 */
export async function instantiateGraphModel(
  path: string,
  files: Pick<TfjsFiles, 'topology' | 'weightSpecs' | 'weights' | 'signature'>,
): Promise<{ readonly model: tf.GraphModel; readonly outputs: OutputKind }> {
  const graph = unfuseGraph(files.topology as unknown as GraphTopology);
  refuseControlFlow(path, graph.node);
  const whole = await instantiate(path, graph, files);
  const [output, ...others] = whole.outputs;
  if (output === undefined || others.length > 0) {
    const found = `${whole.outputs.length}: ${whole.outputs.map(({ name }) => name).join(', ')}`;
    throw new UserError({ where: path, expected: 'one output', found, remedy: 'export the logits alone' });
  }
  refuseUnknownOps(path, whole);
  const open = withoutClosingActivation(graph, output.name);
  if (open === null) return { model: whole, outputs: 'logits' };
  whole.dispose();
  return { model: await instantiate(path, open, files), outputs: 'probabilities' };
}

async function instantiate(
  path: string,
  modelTopology: GraphTopology,
  { weightSpecs, weights, signature }: Pick<TfjsFiles, 'weightSpecs' | 'weights' | 'signature'>,
): Promise<tf.GraphModel> {
  const weightData = Uint8Array.from(weights).buffer;
  const artifacts = { modelTopology, weightSpecs, weightData, ...(signature === undefined ? {} : { signature }) };
  try {
    return await tf.loadGraphModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
  } catch (error) {
    throw new UserError({
      where: path,
      expected: 'a graph model as tensorflowjs_converter writes it',
      found: (error as Error).message.replace(/\s+/g, ' ').slice(0, 300),
      remedy: 'convert the model again: tensorflowjs_converter --output_format=tfjs_graph_model',
    });
  }
}

function refuseControlFlow(path: string, nodes: readonly GraphNode[]): void {
  const ops = new Set(nodes.map((node) => node.op).filter((op) => controlFlow.test(op)));
  if (ops.size === 0) return;
  throw new UserError({
    where: path,
    expected: 'a graph without control flow, as gradients ask for',
    found: [...ops].join(', '),
    remedy: 'export the network in inference mode, with training=False as a constant',
  });
}

function refuseUnknownOps(path: string, model: tf.GraphModel): void {
  const nodes = (model as unknown as ParsedGraph).executor?.graph?.nodes;
  if (nodes === undefined) throw new Error('tfjs-converter no longer shows its parsed graph: expected version 4.22.0');
  const unknown = new Set(Object.values(nodes).flatMap((node) => (node.category === undefined ? [node.op] : [])));
  if (unknown.size === 0) return;
  throw new UserError({
    where: path,
    expected: 'ops that tfjs has',
    found: [...unknown].sort().join(', '),
    remedy: 'build the network from other ops and convert it again',
  });
}
