import { isNoisy } from '../contract/analog.js';
import type { ModelReading } from '../contract/modelReading.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import type tf from '../tfjs/tfjs.cjs';
import { boundedNotes, unknownEnd } from './boundedEnd.js';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { joinLayers } from './joinLayers.js';
import type { KerasGraph } from './keras/kerasGraph.js';
import { openEnd } from './keras/openEnd.js';
import { modelFacts } from './modelFacts.js';
import type { OpenOptions } from './modelReader.js';
import type { Network } from './network.js';
import { openedTopology } from './openedTopology.js';
import { type ProgrammedModel, programModel } from './programModel.js';
import type { TfjsFiles } from './readTfjsFiles.js';
import { reduceTiles } from './reduceTiles.js';
import { requireOneOutput } from './requireOneOutput.js';

/** A layers model in memory. */
export type LayersFiles = Pick<TfjsFiles, 'topology' | 'weightSpecs' | 'weights'>;

/**
 * A network with layers of this harness or other layers registered with tfjs, without its closing functions. `graph`: of the topology.
 * Throws `UserError`, naming `path`, if tfjs cannot build it, and for several inputs or outputs.
 */
export async function openLayers(
  path: string,
  files: LayersFiles,
  { graph, reading, whole = false }: { readonly graph: KerasGraph; readonly reading: ModelReading } & OpenOptions,
): Promise<Network> {
  const several = graph.outputs.length !== 1 || graph.inputs.length !== 1; // refused below
  const { steps, end, ...opened } = whole || several ? { graph, steps: [], end: unknownEnd } : openEnd(graph);
  const topology = opened.graph === graph ? files.topology : openedTopology(files.topology, graph, opened.graph);
  const { model, release, notes } = await instantiate(path, { ...files, topology }, reading);
  requireOneOutput(path, model);
  const joined = joinLayers(model);
  const closed = steps.length === 0 ? null : await instantiate(path, files, reading);
  const facts = modelFacts(model);
  return {
    facts: { ...facts, stochastic: facts.stochastic || isNoisy(reading.analog?.converters) },
    outputs: closed === null ? 'logits' : 'probabilities',
    inputShape: model.inputs[0]!.shape,
    notes: [...boundedNotes(end), ...notes],
    weights: model.weights.map((weight) => ({ name: weight.originalName, value: weight.read() })),
    run: runOf(joined.model),
    ...(closed === null ? {} : { closing: closingOf(steps, closed) }),
    dispose: () => {
      joined.dispose();
      model.dispose();
      release();
    },
  };
}

function closingOf(
  steps: NonNullable<Network['closing']>['steps'],
  { model, release }: Instance,
): NonNullable<Network['closing']> {
  return {
    steps,
    run: runOf(model),
    dispose: () => {
      model.dispose();
      release();
    },
  };
}

function runOf(model: Pick<tf.LayersModel, 'apply'>): Network['run'] {
  return (x, draw) => {
    const options: ForwardOptions = { draw, training: false };
    return model.apply(x, options as tf.serialization.ConfigDict) as tf.Tensor;
  };
}

type Instance = ProgrammedModel & { readonly model: tf.LayersModel };

async function instantiate(path: string, files: LayersFiles, { reduce, analog }: ModelReading): Promise<Instance> {
  const model =
    reduce === undefined
      ? await instantiateLayersModel(path, files.topology, files)
      : (await reduceTiles(path, files, { by: reduce, wins: new Map() })).model;
  const digital: ProgrammedModel = { release: () => {}, notes: [] };
  return { model, ...(analog === undefined ? digital : programModel(path, model, analog)) };
}
