import type { ModelReading } from '../../contract/modelReading.js';
import tf from '../../tfjs/tfjs.cjs';
import { boundedNotes, unknownEnd } from '../boundedEnd.js';
import { chooseOutput, requireOneInput } from '../chooseOutput.js';
import { decodeWeights } from '../decodeWeights.js';
import type { ModelFacts } from '../modelFacts.js';
import type { OpenOptions } from '../modelReader.js';
import type { Network } from '../network.js';
import { isMatrixLayer, nothingToProgram, programTensor, splitNotes } from '../programWeights.js';
import type { TfjsFiles } from '../readTfjsFiles.js';
import type { GraphLayer, KerasGraph } from './kerasGraph.js';
import type { Dialect } from './kerasLayer.js';
import { kerasLayers } from './kerasLayers.js';
import { type BuiltModel, buildKerasGraph } from './kerasNetwork.js';
import { type StoredWeight, weightStore } from './kerasWeights.js';
import { type OpenedGraph, openEnd } from './openEnd.js';
import { trainingCalls } from './trainingCalls.js';

/** Whether every layer is supported here; models written by tfjs may use other layers that are registered with it. */
export function knowsLayers(graph: KerasGraph): boolean {
  return layersOf(graph).every(
    ({ className, nested }) =>
      nested !== undefined || className === 'InputLayer' || Object.hasOwn(kerasLayers, className),
  );
}

/** The network of a layers model. Throws `UserError`, naming `path`, for unsupported features and several inputs. */
export function openKeras(
  path: string,
  graph: KerasGraph,
  {
    files,
    reading,
    dialect,
    whole: asWritten = false,
  }: { readonly files: TfjsFiles; readonly reading: ModelReading; readonly dialect: Dialect } & OpenOptions,
): Network {
  requireOneInput(
    path,
    graph.inputs.map(({ layer }) => layer),
  );
  const chosen =
    graph.outputs[
      chooseOutput(
        path,
        graph.outputs.map(({ name }) => name),
        reading,
      )
    ]!;
  const one = { ...graph, outputs: [chosen] };
  const opened: OpenedGraph = asWritten ? { graph: one, steps: [], end: unknownEnd } : openEnd(one);
  const { weights, splits } = programmed(path, decodeWeights(files), {
    layers: layersOf(graph),
    analog: reading.analog,
  });
  const notes = [...trainingCalls(path, layersOf(graph)), ...boundedNotes(opened.end), ...splits];
  const building = { path, dialect, weights };
  try {
    const open = build(opened.graph, building);
    const whole = opened.steps.length === 0 ? null : build(one, building);
    return {
      facts: kerasFacts(graph, weights),
      outputs: whole === null ? 'logits' : 'probabilities',
      inputShape: inputShape(graph),
      notes,
      weights,
      run: (x) => open.run(x),
      ...(whole === null ? {} : { closing: { steps: opened.steps, ...whole } }),
      dispose: () => {
        open.dispose();
        whole?.dispose();
        for (const { value } of weights) value.dispose();
      },
    };
  } catch (error) {
    for (const { value } of weights) value.dispose();
    throw error;
  }
}

interface Building {
  readonly path: string;
  readonly dialect: Dialect;
  readonly weights: readonly StoredWeight[];
}

function build(graph: KerasGraph, { path, dialect, weights }: Building) {
  const store = weightStore(path, weights);
  try {
    // Other tensors computed while building are not needed any more.
    let built: BuiltModel | undefined;
    tf.tidy(() => {
      built = buildKerasGraph(graph, { where: path, dialect, store, scope: [] });
    });
    const run = (x: tf.Tensor) => tf.tidy(() => runOnce(built!, x));
    return { run, dispose: store.dispose };
  } catch (error) {
    store.dispose();
    throw error;
  }
}

function runOnce(built: BuiltModel, x: tf.Tensor): tf.Tensor {
  const masks = new Map<tf.Tensor, tf.Tensor>();
  const [result] = built([x], {
    maskOf: (tensor) => masks.get(tensor),
    setMask: (tensor, mask) => {
      if (mask === undefined) masks.delete(tensor);
      else masks.set(tensor, mask);
    },
  });
  return result!;
}

interface Programming {
  readonly layers: readonly GraphLayer[];
  readonly analog: ModelReading['analog'];
}

/** The weights that an analog chip has in place of the kernel matrices, and notes on their arrays; disposes of those. */
function programmed(
  path: string,
  weights: StoredWeight[],
  { layers, analog }: Programming,
): { readonly weights: StoredWeight[]; readonly splits: readonly string[] } {
  if (analog === undefined) return { weights, splits: [] };
  const matrices = new Set(layers.filter(({ className }) => isMatrixLayer(className)).map(({ name }) => name));
  const found: { readonly layer: string; readonly inputs: number }[] = [];
  const result = weights.map(({ name, value }) => {
    const [weight, layer, ...models] = name.split('/').reverse();
    if (weight !== 'kernel' || layer === undefined || !matrices.has(layer)) return { name, value };
    found.push({ layer, inputs: value.size / value.shape.at(-1)! });
    const own = programTensor(value, [...models, layer].join('/'), { analog });
    value.dispose();
    return { name, value: own };
  });
  if (found.length > 0) return { weights: result, splits: splitNotes(found, analog.rows) };
  for (const { value } of weights) value.dispose();
  throw nothingToProgram(path, 'none among its layers');
}

function inputShape({ layers, inputs }: KerasGraph): Network['inputShape'] {
  const config = layers.get(inputs[0]!.layer)?.config ?? {};
  const shape = config.batch_shape ?? config.batch_input_shape;
  if (!Array.isArray(shape)) return undefined;
  return shape.map((side: unknown) => (typeof side === 'number' ? side : null));
}

function layersOf(graph: KerasGraph): GraphLayer[] {
  return [...graph.layers.values()].flatMap((layer) => [
    layer,
    ...(layer.nested === undefined ? [] : layersOf(layer.nested)),
  ]);
}

/** Names of weights that are not trained. */
const statistics = new Set([
  'moving_mean',
  'moving_variance',
  'mean',
  'variance',
  'count',
  'vector_u',
  'sn_u',
  'seed_generator_state',
]);

function kerasFacts(graph: KerasGraph, weights: readonly StoredWeight[]): ModelFacts {
  const convolutions = new Set(
    layersOf(graph).flatMap(({ name, className }) => (/Conv/.test(className) ? [name] : [])),
  );
  const trained = weights.filter(({ name }) => !statistics.has(name.split('/').at(-1)!));
  const count = (list: readonly StoredWeight[]) => list.reduce((sum, { value }) => sum + value.size, 0);
  const ofConvolutions = trained.filter(
    ({ name }) =>
      convolutions.has(name.split('/').slice(0, -1).join('/')) ||
      name.split('/').some((part) => convolutions.has(part)),
  );
  return {
    parameters: { convolution: count(ofConvolutions), total: count(trained) },
    tiles: [],
    scheme: 'none',
    stochastic: false,
  };
}
