import { UserError } from '../base/errors.js';
import type { ReducedLayer, Reduction } from '../contract/reductionRecord.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import type { TfjsFiles } from './readTfjsFiles.js';
import { meanOfTiles, type TiledWeights, takeTiles, tilesByNorm } from './tileSelection.js';

/** A tiled model converted to an ordinary one; the caller owns `model`. */
export interface ReducedModel {
  readonly model: tf.LayersModel;
  readonly layers: readonly ReducedLayer[];
}

/** Layers of a model with more than one kernel matrix. Throws `UserError`, naming `path`, if there is none. */
export function replicatedLayers(path: string, model: tf.LayersModel): TiledConv2D[] {
  const layers = model.layers.filter((layer) => layer instanceof TiledConv2D);
  const replicated = layers.filter((layer) => layer.getWeights()[0]!.shape[0]! > 1);
  if (replicated.length > 0) return replicated;
  return refuseUntiled(path, layers.length === 0 ? 'no tiled convolution' : 'one kernel matrix per layer');
}

/** Throws `UserError` for a model that has no tiles to reduce or to decompose the gain of. */
export function refuseUntiled(path: string, found: string): never {
  throw new UserError({
    where: path,
    expected: 'a model with tiled convolutions and several kernel matrices per layer',
    found,
    remedy: 'name a tiled model; this one has nothing to reduce or to decompose',
  });
}

/**
 * Converts a tiled network to the original architecture: one kernel matrix per layer, which computes all patches. With method
 * `wins`, `wins` gives the chosen tile of each channel.
 */
export async function reduceTiles(
  path: string,
  files: Pick<TfjsFiles, 'topology' | 'weightSpecs' | 'weights'>,
  { by, wins }: { readonly by: Reduction; readonly wins: ReadonlyMap<string, Int32Array> },
): Promise<ReducedModel> {
  const source = await instantiateLayersModel(path, files.topology, files);
  const replicated = replicatedLayers(path, source);
  const topology = structuredClone(files.topology) as unknown as Topology;
  for (const { class_name, config } of topology.config.layers) {
    if (class_name === TiledConv2D.className) Object.assign(config, { tiling: 'none', tiles: 1 });
  }
  const model = await tf.models.modelFromJSON(
    topology as unknown as tf.io.ModelJSON['modelTopology'] & object as never,
  );
  const layers = replicated.map((layer): ReducedLayer => {
    const weights = weightsOf(layer);
    const chosen = chosenTiles(weights, by, wins.get(layer.name));
    setWeights(model.getLayer(layer.name), layer, chosen === null ? meanOfTiles(weights) : takeTiles(weights, chosen));
    return { name: layer.name, tiles: weights.tiles, chosen: chosen && [...chosen] };
  });
  const changed = new Set(layers.map(({ name }) => name));
  for (const layer of source.layers) {
    if (!changed.has(layer.name)) model.getLayer(layer.name).setWeights(layer.getWeights());
  }
  source.dispose();
  return { model, layers };
}

/** The parts of model.json's topology that are read and changed. */
interface Topology {
  readonly config: {
    readonly layers: readonly { readonly class_name: string; readonly config: Record<string, unknown> }[];
  };
}

function weightsOf(layer: tf.layers.Layer): TiledWeights {
  const [kernels, biases] = layer.getWeights() as [tf.Tensor5D, tf.Tensor2D];
  const [tiles, outputs] = biases.shape;
  return { kernels: kernels.dataSync().slice(), biases: biases.dataSync().slice(), tiles, outputs } as TiledWeights;
}

function chosenTiles(weights: TiledWeights, by: Reduction, wins: Int32Array | undefined): Int32Array | null {
  switch (by) {
    case 'any':
      return new Int32Array(weights.outputs);
    case 'norm':
      return tilesByNorm(weights);
    case 'wins':
      return wins!;
    case 'mean':
      return null;
  }
}

function setWeights(
  target: tf.layers.Layer,
  source: tf.layers.Layer,
  { kernels, biases, outputs }: TiledWeights,
): void {
  tf.tidy(() => {
    const [, ...shape] = source.getWeights()[0]!.shape;
    target.setWeights([tf.tensor(kernels, [1, ...shape]), tf.tensor(biases, [1, outputs])]);
  });
}
