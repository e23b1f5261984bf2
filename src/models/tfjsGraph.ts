import type * as tf from '@tensorflow/tfjs';
import { instantiateGraphModel } from './instantiateGraphModel.js';
import type { ModelFacts } from './modelFacts.js';
import type { ModelReader } from './modelReader.js';
import type { Network } from './network.js';
import { findModelJson, isGraph, readTfjsFiles, type TfjsFiles } from './readTfjsFiles.js';
import { requireOneOutput } from './requireOneOutput.js';

/** Graphs of TensorFlow ops as tensorflowjs_converter writes them. */
export const tfjsGraph: ModelReader = {
  recognises: (location) => {
    const file = findModelJson(location);
    return file !== null && isGraph(file);
  },
  read: (location) => {
    const files = readTfjsFiles(findModelJson(location)!);
    return { sha256: files.sha256, open: () => openGraph(location.path, files) };
  },
};

async function openGraph(path: string, files: TfjsFiles): Promise<Network> {
  const { model, outputs } = await instantiateGraphModel(path, files);
  requireOneOutput(path, model);
  const weights = Object.entries(model.weights).flatMap(([name, list]) => list.map((value) => ({ name, value })));
  return {
    facts: graphFacts(files),
    outputs,
    inputShape: model.inputs[0]!.shape?.map((side) => (side < 0 ? null : side)),
    weights,
    run: (x) => model.execute(x) as tf.Tensor,
    dispose: () => model.dispose(),
  };
}

/** Float constants of a graph count as parameters, those that a convolution takes as convolution's. */
function graphFacts({ topology, weightSpecs }: TfjsFiles): ModelFacts {
  const nodes = (topology as { node?: { op: string; input?: string[] }[] }).node ?? [];
  const ofConvolutions = new Set(nodes.filter(({ op }) => /Conv/.test(op)).flatMap(({ input = [] }) => input));
  const count = (specs: typeof weightSpecs) =>
    specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  const floats = weightSpecs.filter(({ dtype }) => dtype === 'float32');
  const convolution = count(floats.filter(({ name }) => ofConvolutions.has(name)));
  return { parameters: { convolution, total: count(floats) }, tiles: [], scheme: 'none', stochastic: false };
}
