import { UserError } from '../../base/errors.js';
import type tf from '../../tfjs/tfjs.cjs';
import { chainSteps } from './chainSteps.js';
import { type HeldTensors, heldTensors, readsOf } from './heldTensors.js';
import { joinSteps, type Step } from './joinSteps.js';
import {
  type ArgumentPlan,
  callOf,
  callOrder,
  type GraphLayer,
  inputsOf,
  type KerasGraph,
  keyOf,
  type TensorReference,
} from './kerasGraph.js';
import { type Argument, type BuiltLayer, type Dialect, type LayerCall, tensorsOf, withJoint } from './kerasLayer.js';
import { kerasLayers } from './kerasLayers.js';
import type { LayerWeights, WeightStore } from './kerasWeights.js';
import { asIs } from './layers/core.js';
import { isRecord } from './parseReferences.js';
import { trackedAttributes } from './unreadAttributes.js';

/** From a model's inputs to the requested outputs; runs under `tf.tidy`. */
export type BuiltModel = (inputs: readonly tf.Tensor[], masks: Masks) => tf.Tensor[];

type Masks = Pick<LayerCall, 'maskOf' | 'setMask'>;

interface Building {
  /** The model's path, for messages. */
  readonly where: string;
  readonly dialect: Dialect;
  readonly store: WeightStore;
  /** Names of the enclosing models. */
  readonly scope: readonly string[];
}

/**
 * Builds each layer of a graph once, for any number of calls, and orders the calls. Throws `UserError` for unknown layers,
 * unsupported attributes, missing weights, and references that do not exist or form a cycle.
 */
export function buildKerasGraph(graph: KerasGraph, building: Building): BuiltModel {
  const { where, scope } = building;
  const outputs = graph.outputs.map(({ reference }) => reference);
  const order = callOrder(where, graph, outputs).filter((call) => callOf(where, graph, call) !== undefined);
  const used = new Set(order.map(({ layer }) => layer));
  // Weights with the same name are assigned to layers in the order of the files, which is that of the layers' names.
  const byName = scope.length === 0 ? [...used].sort() : [...graph.layers.keys()].filter((name) => used.has(name));
  const built = new Map(byName.map((name) => [name, buildLayer(graph.layers.get(name)!, building)]));
  const separate = order.map((reference): Step => {
    const { args, kwargs } = callOf(where, graph, reference)!;
    return { key: keyOf(reference), run: built.get(reference.layer)!, args, kwargs };
  });
  const readers = readersOf(separate, outputs);
  const joined = joinSteps(separate, (key) => readers.get(key) ?? []);
  const left = readersOf(joined, outputs);
  const steps = chainSteps(joined, (key) => left.get(key) ?? []);
  const reads = readsOf(steps, outputs);
  return (inputs, masks) => {
    const values = heldTensors(reads, new Map(graph.inputs.map((reference, at) => [keyOf(reference), [inputs[at]!]])));
    for (const step of steps) {
      const call: LayerCall = {
        args: step.args.map((plan) => argumentOf(plan, values)),
        kwargs: argumentsOf(step.kwargs, values),
        ...masks,
      };
      const results = [step.run(call)].flat() as tf.Tensor[];
      passMask(call, results);
      values.hold(step.key, results);
      values.release(step);
    }
    return outputs.map((reference) => tensorOf(reference, values));
  };
}

/** For each call the calls that read its results; undefined stands for an output of the model. */
function readersOf(steps: readonly Step[], outputs: readonly TensorReference[]): Map<string, (string | undefined)[]> {
  const readers = new Map<string, (string | undefined)[]>();
  const add = (reference: TensorReference, reader: string | undefined) => {
    const list = readers.get(keyOf(reference)) ?? [];
    readers.set(keyOf(reference), [...list, reader]);
  };
  for (const step of steps) for (const reference of inputsOf(step)) add(reference, step.key);
  for (const reference of outputs) add(reference, undefined);
  return readers;
}

function buildLayer(layer: GraphLayer, building: Building): BuiltLayer {
  const { where, scope, store } = building;
  if (layer.nested !== undefined) {
    const inner = buildKerasGraph(layer.nested, {
      ...building,
      where: `${where}, model '${layer.name}'`,
      scope: [...scope, layer.name],
    });
    return ({ args, kwargs: _, ...masks }) => inner(tensorsOf(args), masks);
  }
  return instantiate(layer, { ...building, weights: store.of([...scope, layer.name]) });
}

function instantiate(
  { name, className, config }: Pick<GraphLayer, 'name' | 'className' | 'config'>,
  building: Building & { readonly weights: LayerWeights },
): BuiltLayer {
  const { dialect, weights, where } = building;
  const plain = className.split('>').at(-1)!;
  const layer = Object.hasOwn(kerasLayers, className) ? kerasLayers[className] : undefined;
  if (layer === undefined) throw unknownLayer(where, name, plain);
  const { attributes, requireRead } = trackedAttributes(`${where}, layer '${name}' (${className})`, config);
  const built = layer({
    name,
    dialect,
    weights,
    attributes,
    inner: (inside, ...names) => buildInner(inside, { ...building, weights: weights.within(...names) }),
  });
  if (built.joint !== undefined) requireRead(); // these layers read all of them when they are built
  let isChecked = layer === asIs || built.joint !== undefined;
  const run: BuiltLayer = (call) => {
    const result = built(call);
    if (!isChecked) requireRead(); // some attributes are read only in the first call
    isChecked = true;
    return result;
  };
  return withJoint(run, built.joint);
}

function buildInner(inside: unknown, building: Building & { readonly weights: LayerWeights }): BuiltLayer {
  const { class_name: className, config } = isRecord(inside) ? inside : {};
  if (typeof className !== 'string' || !isRecord(config)) {
    throw new UserError({ where: building.where, expected: "a layer with 'class_name' and 'config'", found: 'none' });
  }
  return instantiate({ name: String(config.name ?? className), className, config }, building);
}

/** Error for layers whose Python code is not in the file; the suggested command has been tested. */
function unknownLayer(where: string, name: string, className: string): UserError {
  return new UserError({
    where: `${where}, layer '${name}'`,
    expected: 'a layer of Keras whose meaning is known here',
    found: className,
    remedy:
      'make a graph of the model, which holds what its layers compute: model.export(folder) in Python, then ' +
      'tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model folder converted',
  });
}

function argumentOf(plan: ArgumentPlan, values: HeldTensors): Argument {
  switch (plan.kind) {
    case 'tensor':
      return tensorOf(plan.reference, values);
    case 'constant':
      return plan.value;
    case 'list':
      return plan.items.map((item) => argumentOf(item, values));
    case 'object':
      return argumentsOf(plan.items, values);
  }
}

function argumentsOf(plans: Readonly<Record<string, ArgumentPlan>>, values: HeldTensors) {
  return Object.fromEntries(Object.entries(plans).map(([key, plan]) => [key, argumentOf(plan, values)]));
}

function tensorOf(reference: TensorReference, values: HeldTensors): tf.Tensor {
  const value = values.of(keyOf(reference))?.[reference.output];
  if (value !== undefined) return value;
  throw new Error(`layer '${reference.layer}' has no output ${reference.output}`);
}

/** A mask of steps is passed on to every result that still has the steps. */
function passMask({ args, maskOf, setMask }: LayerCall, results: readonly tf.Tensor[]): void {
  const [first] = tensorsOf(args);
  const mask = first === undefined ? undefined : maskOf(first);
  if (mask === undefined) return;
  for (const result of results) {
    if (maskOf(result) === undefined && result.rank >= 3 && result.shape[1] === mask.shape[1]) setMask(result, mask);
  }
}
