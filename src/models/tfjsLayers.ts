import type { ModelReading } from '../contract/modelReading.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import type tf from '../tfjs/tfjs.cjs';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { joinLayers } from './joinLayers.js';
import { checkEveryCall, checkOrder } from './keras/kerasGraph.js';
import type { Dialect } from './keras/kerasLayer.js';
import { knowsLayers, openKeras } from './keras/openKeras.js';
import { parseKerasGraph } from './keras/parseKerasGraph.js';
import { logitsTopology } from './logitsTopology.js';
import { modelFacts } from './modelFacts.js';
import type { ModelReader, OpenOptions } from './modelReader.js';
import type { Network } from './network.js';
import { programModel } from './programWeights.js';
import { findModelJson, isGraph, readTfjsFiles, type TfjsFiles } from './readTfjsFiles.js';
import { reduceTiles, refuseUntiled } from './reduceTiles.js';
import { requireOneOutput } from './requireOneOutput.js';

/** Models of tfjs's layers API, from `model.save` or from tensorflowjs_converter with a Keras model. */
export const tfjsLayers: ModelReader = {
  recognises: (location) => {
    const file = findModelJson(location);
    return file !== null && !isGraph(file);
  },
  read: (location, memoryBytes) => {
    const file = findModelJson(location)!;
    const files = readTfjsFiles(file, memoryBytes);
    const graph = parseKerasGraph(file, files.topology);
    checkOrder(file, graph);
    const dialect = dialectOf(files.topology);
    const ownLayers = dialect === 'tfjs' && !knowsLayers(graph);
    if (ownLayers) checkEveryCall(file, graph);
    const open = async (reading: ModelReading, { whole = false }: OpenOptions = {}) => {
      if (reading.reduce !== undefined && !ownLayers)
        refuseUntiled(location.path, 'none of the layers of this harness');
      return ownLayers
        ? openLayers(location.path, files, { whole, reading })
        : openKeras(location.path, graph, { files, reading, dialect, whole });
    };
    return { sha256: files.sha256, open };
  },
};

/** The converter records the Keras version of a model, tfjs its own name. */
function dialectOf(topology: Record<string, unknown>): Dialect {
  const version = String(
    topology.keras_version ?? (topology.model_config as { keras_version?: unknown })?.keras_version ?? '',
  );
  if (version.startsWith('3.')) return 'keras3';
  return /^[12]\./.test(version) ? 'keras2' : 'tfjs';
}

/** A network with layers of this harness or other layers registered with tfjs. */
async function openLayers(
  path: string,
  files: TfjsFiles,
  { whole, reading: { reduce, analog } }: { readonly whole: boolean; readonly reading: ModelReading },
): Promise<Network> {
  const { topology, outputs } = whole
    ? ({ topology: files.topology, outputs: 'logits' } as const)
    : logitsTopology(files.topology);
  const model =
    reduce === undefined
      ? await instantiateLayersModel(path, topology, files)
      : (await reduceTiles(path, { ...files, topology }, { by: reduce, wins: new Map() })).model;
  requireOneOutput(path, model);
  if (analog !== undefined) programModel(path, model, analog);
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
