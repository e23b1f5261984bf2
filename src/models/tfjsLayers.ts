import type * as tf from '@tensorflow/tfjs';
import type { ForwardOptions } from '../layers/drawKey.js';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { joinLayers } from './joinLayers.js';
import { logitsTopology } from './logitsTopology.js';
import { modelFacts } from './modelFacts.js';
import type { ModelReader } from './modelReader.js';
import type { Network } from './network.js';
import { findModelJson, isGraph, readTfjsFiles, type TfjsFiles } from './readTfjsFiles.js';
import { requireOneOutput } from './requireOneOutput.js';

/** Models of tfjs's layers API: `model.save`, or tensorflowjs_converter of a Keras model. */
export const tfjsLayers: ModelReader = {
  recognises: (location) => {
    const file = findModelJson(location);
    return file !== null && !isGraph(file);
  },
  read: (location) => {
    const files = readTfjsFiles(findModelJson(location)!);
    return { sha256: files.sha256, open: () => openLayers(location.path, files) };
  },
};

async function openLayers(path: string, files: TfjsFiles): Promise<Network> {
  const { topology, outputs } = logitsTopology(files.topology);
  const model = await instantiateLayersModel(path, topology, files);
  requireOneOutput(path, model);
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
