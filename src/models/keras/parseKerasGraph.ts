import { UserError } from '../../base/errors.js';
import { damagedModel } from '../damagedModel.js';
import { shown } from './attributes.js';
import { type GraphLayer, inputsOf, type KerasGraph, type TensorReference } from './kerasGraph.js';
import { parseCall } from './parseCall.js';
import { isRecord, parseReferences } from './parseReferences.js';

const modelClasses = ['Sequential', 'Functional', 'Model'];

interface RawLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly nodes: readonly unknown[];
}

/**
 * A model's topology as written by Keras 2, Keras 3 or tfjs. Throws `UserError`, naming the place, if it is not a topology, for
 * duplicate layer names, and for values of the wrong type.
 */
export function parseKerasGraph(where: string, topology: unknown): KerasGraph {
  if (!isRecord(topology)) throw damagedModel(where, 'a model', topology);
  const model = topology.model_config ?? topology;
  if (!isRecord(model)) throw damagedModel(`${where}, model_config`, 'a model', model);
  return parseModel(where, model, 0);
}

/** Deeper than any handmade model. */
const deepest = 50;

function parseModel(
  where: string,
  { class_name: className, config }: Record<string, unknown>,
  depth: number,
): KerasGraph {
  if (depth > deepest) throw damagedModel(where, `at most ${deepest} models within each other`, 'more');
  if (className === 'Sequential') return parseSequential(where, config, depth);
  if (className !== 'Functional' && className !== 'Model') {
    const remedy = 'a subclassed model holds Python code: export it as a SavedModel and convert that to a graph model';
    throw new UserError({ where, expected: `one of ${modelClasses.join(', ')}`, found: shown(className), remedy });
  }
  return parseFunctional(where, config, depth);
}

function parseFunctional(where: string, config: unknown, depth: number): KerasGraph {
  if (!isRecord(config)) throw damagedModel(`${where}, config`, 'an object', config);
  const raw = rawLayers(where, config.layers);
  for (const [at, layer] of (config.layers as Record<string, unknown>[]).entries()) {
    if (typeof layer.name !== 'string') throw damagedModel(`${where}, layer ${at}`, "a 'name'", layer.name);
  }
  const names = new Set(raw.map(({ name }) => name));
  const layers = raw.map((layer): GraphLayer => {
    const place = `${where}, layer '${layer.name}'`;
    const nested = nestedOf(place, layer, depth);
    const calls = layer.nodes.map((node) => parseCall(place, node, names));
    const { name, className, config: attributes } = layer;
    return { name, className, config: attributes, calls, firstCall: 0, ...(nested === undefined ? {} : { nested }) };
  });
  return withFirstCalls({
    name: typeof config.name === 'string' ? config.name : 'model',
    layers: new Map(layers.map((layer) => [layer.name, layer])),
    inputs: parseReferences(`${where}, input_layers`, config.input_layers).map(({ reference }) => reference),
    outputs: parseReferences(`${where}, output_layers`, config.output_layers),
  });
}

function parseSequential(where: string, config: unknown, depth: number): KerasGraph {
  const body: Record<string, unknown> = isRecord(config) ? config : { layers: config };
  const raw = rawLayers(where, body.layers);
  const [first] = raw;
  if (first === undefined) throw damagedModel(`${where}, layers`, 'at least one layer', body.layers);
  const start = first.className === 'InputLayer' ? [] : [inputBefore(first)];
  const chain = [...start, ...raw];
  const layers = chain.map((layer, at): GraphLayer => {
    const { name, className, config: attributes } = layer;
    const nested = nestedOf(`${where}, layer '${name}'`, layer, depth);
    const previous = at === 0 ? [] : [{ kind: 'tensor' as const, reference: only(chain[at - 1]!.name) }];
    const calls = at === 0 ? [] : [{ args: previous, kwargs: {} }];
    return { name, className, config: attributes, calls, firstCall: 0, ...(nested === undefined ? {} : { nested }) };
  });
  const last = chain.at(-1)!.name;
  return {
    name: typeof body.name === 'string' ? body.name : 'sequential',
    layers: new Map(layers.map((layer) => [layer.name, layer])),
    inputs: [only(chain[0]!.name)],
    outputs: [{ name: last, reference: only(last) }],
  };
}

function only(layer: string): TensorReference {
  return { layer, call: 0, output: 0 };
}

/** The input that a Sequential does not list; its first layer may contain the shape. */
function inputBefore({ name, config }: RawLayer): RawLayer {
  const { batch_input_shape, batch_shape } = config;
  return {
    name: `${name}_input`,
    className: 'InputLayer',
    config: { batch_shape: batch_shape ?? batch_input_shape },
    nodes: [],
  };
}

function nestedOf(where: string, { className, config }: RawLayer, depth: number): KerasGraph | undefined {
  if (!modelClasses.includes(className)) return undefined;
  return parseModel(where, { class_name: className, config }, depth + 1);
}

function rawLayers(where: string, layers: unknown): RawLayer[] {
  if (!Array.isArray(layers)) throw damagedModel(`${where}, layers`, 'a list of layers', layers);
  const seen = new Set<string>();
  return layers.map((layer: unknown, at) => {
    const place = `${where}, layer ${at}`;
    if (!isRecord(layer) || typeof layer.class_name !== 'string')
      throw damagedModel(place, "an object with 'class_name'", layer);
    const config = isRecord(layer.config) ? layer.config : { layers: layer.config };
    const name = layer.name ?? config.name ?? `layer_${at}`;
    if (typeof name !== 'string') throw damagedModel(`${place}, name`, 'a text', name);
    if (seen.has(name)) throw damagedModel(place, `a name that no other layer has`, name);
    seen.add(name);
    const nodes = layer.inbound_nodes ?? [];
    if (!Array.isArray(nodes)) throw damagedModel(`${where}, layer '${name}', inbound_nodes`, 'a list', nodes);
    return { name, className: layer.class_name, config, nodes };
  });
}

/**
 * Keras 2 counts the creation of a nested model as its first call, which is not in the file, so calls of such a model are
 * numbered from 1.
 */
function withFirstCalls(graph: KerasGraph): KerasGraph {
  const references = [
    ...[...graph.layers.values()].flatMap(({ calls }) => calls.flatMap(inputsOf)),
    ...graph.outputs.map(({ reference }) => reference),
  ];
  const layers = [...graph.layers.values()].map((layer): GraphLayer => {
    const used = references.filter((reference) => reference.layer === layer.name);
    const later = layer.nested !== undefined && used.length > 0 && used.every(({ call }) => call > 0);
    return later ? { ...layer, firstCall: 1 } : layer;
  });
  return { ...graph, layers: new Map(layers.map((layer) => [layer.name, layer])) };
}
