import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../base/errors.js';
import type { OutputKind } from '../contract/modelReading.js';
import type { DrawKey, ForwardOptions } from '../layers/drawKey.js';
import { instantiateGraphModel } from './instantiateGraphModel.js';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { joinLayers } from './joinLayers.js';
import { logitsTopology } from './logitsTopology.js';
import { type ModelFacts, modelFacts } from './modelFacts.js';
import type { ModelFiles } from './readModelFiles.js';

/** A model of either format, before anything is known of the data set. */
export interface Network {
  readonly facts: ModelFacts;
  /** What its file ends in; `run` gives what comes before a closing softmax or sigmoid. */
  readonly outputs: OutputKind;
  /** With the batch first; null for a side of any length, undefined if the file does not tell. */
  readonly inputShape: readonly (number | null)[] | undefined;
  readonly weights: readonly { readonly name: string; readonly value: tf.Tensor }[];
  /** In test mode; the result belongs to the caller. */
  readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
  readonly dispose: () => void;
}

/** Builds the network in a model's files. Throws `UserError`, naming `path`, if it cannot be had or has several inputs. */
export async function openNetwork(path: string, files: ModelFiles): Promise<Network> {
  return files.format === 'tfjs-graph' ? openGraph(path, files) : openLayers(path, files);
}

async function openLayers(path: string, files: ModelFiles): Promise<Network> {
  const { topology, outputs } = logitsTopology(files.topology);
  const model = await instantiateLayersModel(path, topology, files);
  requireOne(path, model);
  const joined = joinLayers(model);
  return {
    facts: modelFacts(model),
    outputs,
    inputShape: model.inputs[0]!.shape,
    weights: model.weights.map((weight) => ({ name: weight.originalName, value: weight.read() })),
    run: (x, draw) => {
      const options: ForwardOptions = { draw, training: false };
      return joined.model.apply(x, options as tf.serialization.ConfigDict) as tf.Tensor;
    },
    dispose: () => {
      joined.dispose();
      model.dispose();
    },
  };
}

async function openGraph(path: string, files: ModelFiles): Promise<Network> {
  const { model, outputs } = await instantiateGraphModel(path, files);
  requireOne(path, model);
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
function graphFacts({ topology, weightSpecs }: ModelFiles): ModelFacts {
  const nodes = (topology as { node?: { op: string; input?: string[] }[] }).node ?? [];
  const ofConvolutions = new Set(nodes.filter(({ op }) => /Conv/.test(op)).flatMap(({ input = [] }) => input));
  const count = (specs: typeof weightSpecs) =>
    specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  const floats = weightSpecs.filter(({ dtype }) => dtype === 'float32');
  const convolution = count(floats.filter(({ name }) => ofConvolutions.has(name)));
  return { parameters: { convolution, total: count(floats) }, tiles: [], scheme: 'none', stochastic: false };
}

function requireOne(
  path: string,
  model: { readonly inputs: readonly unknown[]; readonly outputs: readonly unknown[]; readonly dispose: () => void },
): void {
  if (model.inputs.length === 1 && model.outputs.length === 1) return;
  const found = `${model.inputs.length} inputs and ${model.outputs.length} outputs`;
  model.dispose();
  throw new UserError({ where: path, expected: 'one input and one output', found });
}
