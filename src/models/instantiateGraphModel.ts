import { UserError } from '../base/errors.js';
import tf from '../tfjs/tfjs.cjs';
import { chainGraphConvolutions } from './chainGraphConvolutions.js';
import { registerGraphOps } from './graphOps.js';
import { type GraphTopology, unfuseGraph } from './graphTopology.js';
import { joinGraphConvolutions } from './joinGraphConvolutions.js';
import type { TfjsFiles } from './readTfjsFiles.js';

/** The parsed graph, which tfjs keeps in a private field: nodes of unknown ops have no category. */
interface ParsedGraph {
  readonly executor?: {
    readonly graph?: { readonly nodes?: Record<string, { readonly op: string; readonly category?: string }> };
  };
}

/**
 * Builds a graph model from its files in memory, with fused ops split and convolutions joined with what follows them. Throws `UserError` if tfjs cannot parse it, and for
 * unknown ops, naming them.
 */
export async function instantiateGraphModel(
  path: string,
  graph: GraphTopology,
  files: Pick<TfjsFiles, 'weightSpecs' | 'weights' | 'signature'>,
): Promise<tf.GraphModel> {
  const joined = joinGraphConvolutions(unfuseGraph(graph), files);
  const plain = chainGraphConvolutions(joined, files);
  registerGraphOps();
  const model = await instantiate(path, plain, files);
  try {
    refuseUnknownOps(path, model);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
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
      expected: 'a graph model written by tensorflowjs_converter',
      found: (error as Error).message.replace(/\s+/g, ' ').slice(0, 300),
      remedy: 'convert the model again: tensorflowjs_converter --output_format=tfjs_graph_model',
    });
  }
}

function refuseUnknownOps(path: string, model: tf.GraphModel): void {
  const nodes = (model as unknown as ParsedGraph).executor?.graph?.nodes;
  if (nodes === undefined)
    throw new Error('tfjs-converter no longer exposes its parsed graph: expected version 4.22.0');
  const unknown = new Set(Object.values(nodes).flatMap((node) => (node.category === undefined ? [node.op] : [])));
  if (unknown.size === 0) return;
  throw new UserError({
    where: path,
    expected: 'ops that tfjs supports',
    found: [...unknown].sort().join(', '),
    remedy: 'build the network from other ops and convert it again, or export it to ONNX',
  });
}
