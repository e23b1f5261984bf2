import type { ModelReading } from '../contract/modelReading.js';
import type tf from '../tfjs/tfjs.cjs';
import { boundedNotes } from './boundedEnd.js';
import { checkGraph, refuseOps } from './checkGraph.js';
import { chooseOutput, requireOneInput } from './chooseOutput.js';
import { beforeClosing, endOp, type GraphTopology, nodeName, unfuseGraph } from './graphTopology.js';
import { instantiateGraphModel } from './instantiateGraphModel.js';
import type { ModelFacts } from './modelFacts.js';
import type { ModelReader } from './modelReader.js';
import type { Network } from './network.js';
import { findModelJson, isGraph, readTfjsFiles, type TfjsFiles } from './readTfjsFiles.js';

/** Graphs of TensorFlow ops written by tensorflowjs_converter. */
export const tfjsGraph: ModelReader = {
  recognises: (location) => {
    const file = findModelJson(location);
    return file !== null && isGraph(file);
  },
  read: (location, memoryBytes) => {
    const file = findModelJson(location)!;
    const files = readTfjsFiles(file, memoryBytes);
    const nodes = checkGraph(file, files.topology, new Set(files.weightSpecs.map(({ name }) => name)));
    refuseOps(location.path, nodes);
    const graph = files.topology as unknown as GraphTopology;
    return {
      sha256: files.sha256,
      open: (reading, { whole = false } = {}) => openGraph(location.path, { graph, files, reading, whole }),
    };
  },
};

interface GraphParts {
  readonly graph: GraphTopology;
  readonly files: TfjsFiles;
  readonly reading: ModelReading;
  /** No final step is removed. */
  readonly whole: boolean;
}

async function openGraph(path: string, { graph, files, reading, whole }: GraphParts): Promise<Network> {
  const model = await instantiateGraphModel(path, graph, files);
  try {
    requireOneInput(
      path,
      model.inputs.map(({ name }) => name),
    );
    const output = outputOf(path, model, { files, reading });
    const unfused = unfuseGraph(graph);
    const before = whole ? null : beforeClosing(unfused, output);
    const weights = Object.entries(model.weights).flatMap(([name, list]) => list.map((value) => ({ name, value })));
    const run = (name: string) => (x: tf.Tensor4D) => model.execute(x, name) as tf.Tensor;
    return {
      facts: graphFacts(files),
      notes: whole ? [] : boundedNotes(endOp(unfused, before?.output ?? output)),
      outputs: before === null ? 'logits' : 'probabilities',
      inputShape: model.inputs[0]!.shape?.map((side) => (side < 0 ? null : side)),
      weights,
      run: run(before?.output ?? output),
      ...(before === null ? {} : { closing: { steps: before.steps, run: run(output), dispose: () => {} } }),
      dispose: () => model.dispose(),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The selected output as a node name; signatures number outputs in the exporter's order. */
function outputOf(
  path: string,
  model: tf.GraphModel,
  { files, reading }: Pick<GraphParts, 'files' | 'reading'>,
): string {
  const signed = (files.signature as { outputs?: Record<string, { name?: unknown }> } | undefined)?.outputs ?? {};
  const keyOf = (name: string) =>
    Object.entries(signed).find(([, value]) => nodeName(String(value?.name)) === nodeName(name))?.[0];
  const outputs = model.outputs
    .map(({ name }) => ({ name, key: keyOf(name) ?? name }))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
  const at = chooseOutput(
    path,
    outputs.map(({ key }) => key),
    reading,
    outputs.map(({ name }) => [name, nodeName(name)]),
  );
  return outputs[at]!.name;
}

/** Float constants of a graph count as parameters; those used by convolutions count as convolution parameters. */
function graphFacts({ topology, weightSpecs }: TfjsFiles): ModelFacts {
  const nodes = (topology as { node?: { op: string; input?: string[] }[] }).node ?? [];
  const ofConvolutions = new Set(nodes.filter(({ op }) => /Conv/.test(op)).flatMap(({ input = [] }) => input));
  const count = (specs: typeof weightSpecs) =>
    specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  const floats = weightSpecs.filter(({ dtype }) => dtype === 'float32');
  const convolution = count(floats.filter(({ name }) => ofConvolutions.has(name)));
  return { parameters: { convolution, total: count(floats) }, tiles: [], scheme: 'none', stochastic: false };
}
