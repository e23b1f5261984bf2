import { UserError } from '../base/errors.js';
import { parseKerasGraph } from '../models/keras/parseKerasGraph.js';
import type { LoadedModel } from '../models/loadedModel.js';
import type { Network } from '../models/network.js';
import { openLayers } from '../models/openLayers.js';
import { readNetwork } from '../models/readNetwork.js';
import tf from '../tfjs/tfjs.cjs';

/** A classifier as a function: pixels [B, H, W, C] in [0, 1] to logits or probabilities [B, classes]. */
export type ModelFunction = (pixels: tf.Tensor4D) => tf.Tensor;

/** What `attack` takes: a layers model of tfjs, a function of tfjs ops, or a model that `attack` has opened before. */
export type AttackableModel = tf.LayersModel | ModelFunction | LoadedModel;

interface Demands {
  readonly inputShape: readonly [number, number, number];
  /** At least as many as the labels need. */
  readonly classes?: number;
}

/**
 * Opens a model of the caller's for attacks: the same checks as for models of suites, a final softmax or sigmoid of a layers model
 * removed, probabilities of a function turned into logarithms. The weights of a layers model are copied. The caller disposes of
 * the result. Throws `UserError` for a model that cannot be attacked, such as one without gradients.
 */
export async function openModel(model: AttackableModel, demands: Demands): Promise<LoadedModel> {
  if (isLoaded(model)) return model;
  const network = typeof model === 'function' ? functionNetwork(model) : await layersNetwork(model);
  try {
    const classes = demands.classes ?? countOutputs(network, demands.inputShape);
    return readNetwork(network, {
      path: 'model',
      format: 'tfjs-layers',
      sha256: 'in memory',
      demands: { inputShape: demands.inputShape, classes },
      reading: {},
    });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Whether the model was opened by `openModel`, so that it belongs to the caller. */
export function isLoaded(model: AttackableModel): model is LoadedModel {
  return typeof model === 'object' && 'logits' in model && 'facts' in model;
}

function countOutputs(network: Network, inputShape: readonly [number, number, number]): number {
  return tf.tidy(() => {
    const outputs = network.run(tf.zeros([1, ...inputShape]), { seed: 1, purpose: 'test', images: [0], draw: 0 });
    return outputs.size;
  });
}

function functionNetwork(model: ModelFunction): Network {
  return {
    facts: { parameters: { convolution: 0, total: 0 }, tiles: [], scheme: 'none', stochastic: false },
    outputs: 'logits',
    inputShape: undefined,
    weights: [],
    // A copy, as attacks change their images in place, and the function may keep what it is given.
    run: (x) => requireTensor(tf.tidy(() => model(x.mul(1)))),
    dispose: () => {},
  };
}

function requireTensor(outputs: unknown): tf.Tensor {
  if (outputs instanceof tf.Tensor) return outputs;
  throw new UserError({
    where: 'model',
    expected: 'a function from a tensor to a tensor of logits',
    found: outputs instanceof Promise ? 'a promise' : String(outputs),
    remedy: 'return the tensor; await nothing in it',
  });
}

async function layersNetwork(model: tf.LayersModel): Promise<Network> {
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(model);
  const topology = modelTopology as Record<string, unknown>;
  const weights = new Uint8Array(tf.io.concatenateArrayBuffers([weightData as ArrayBuffer].flat()));
  const files = { topology, weightSpecs: weightSpecs!, weights };
  return openLayers('model', files, { graph: parseKerasGraph('model', topology), reading: {} });
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return artifacts!;
}
