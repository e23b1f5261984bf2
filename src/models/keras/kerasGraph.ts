import { damagedModel } from '../damagedModel.js';

/** An output of a call of a layer. */
export interface TensorReference {
  readonly layer: string;
  /** Index of the call of the layer, from 0. */
  readonly call: number;
  /** Index of the output of the call, from 0. */
  readonly output: number;
}

/** An argument before the call: references, constants, and lists and objects of them. */
export type ArgumentPlan =
  | { readonly kind: 'tensor'; readonly reference: TensorReference }
  | { readonly kind: 'constant'; readonly value: null | number | string | boolean }
  | { readonly kind: 'list'; readonly items: readonly ArgumentPlan[] }
  | { readonly kind: 'object'; readonly items: Readonly<Record<string, ArgumentPlan>> };

/** One call of a layer. */
export interface CallPlan {
  readonly args: readonly ArgumentPlan[];
  readonly kwargs: Readonly<Record<string, ArgumentPlan>>;
}

/** A layer and its calls; `nested` if the layer is a model. */
export interface GraphLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly CallPlan[];
  /** The number of the first call in references. */
  readonly firstCall: 0 | 1;
  readonly nested?: KerasGraph;
}

/** A model: its layers and the connections between them, in a common form for all versions of Keras and for Sequential. */
export interface KerasGraph {
  readonly name: string;
  readonly layers: ReadonlyMap<string, GraphLayer>;
  readonly inputs: readonly TensorReference[];
  readonly outputs: readonly { readonly name: string; readonly reference: TensorReference }[];
}

/** Names the call of a reference. */
export function keyOf({ layer, call }: Pick<TensorReference, 'layer' | 'call'>): string {
  return `${layer}/${call}`;
}

/** The references among arguments, in order. */
export function referencesOf(plan: ArgumentPlan): TensorReference[] {
  if (plan.kind === 'tensor') return [plan.reference];
  if (plan.kind === 'list') return plan.items.flatMap(referencesOf);
  return plan.kind === 'object' ? Object.values(plan.items).flatMap(referencesOf) : [];
}

/** The references of all arguments of a call. */
export function inputsOf({ args, kwargs }: CallPlan): TensorReference[] {
  return [...args, ...Object.values(kwargs)].flatMap(referencesOf);
}

/** The call of a reference; undefined for a model's input. Throws `UserError` if it does not exist. */
export function callOf(where: string, graph: KerasGraph, { layer, call }: TensorReference): CallPlan | undefined {
  const found = graph.layers.get(layer);
  if (found === undefined) throw damagedModel(`${where}, inbound_nodes`, `layer '${layer}'`, 'no layer of that name');
  if (found.className === 'InputLayer') return undefined;
  const plan = found.calls[call - found.firstCall];
  if (plan === undefined)
    throw damagedModel(`${where}, inbound_nodes`, `call ${call} of layer '${layer}'`, `${found.calls.length} calls`);
  return plan;
}

const inOrder = 'layers that take from layers before them';

/**
 * The calls needed for the outputs, each after the calls it depends on. Throws `UserError` for references that do not exist and
 * for cycles.
 */
export function callOrder(where: string, graph: KerasGraph, outputs: readonly TensorReference[]): TensorReference[] {
  const states = new Map<string, 'open' | 'done'>();
  const order: TensorReference[] = [];
  const stack = outputs.map((reference) => ({ reference, leave: false })).reverse();
  while (stack.length > 0) {
    const { reference, leave } = stack.pop()!;
    const key = `${reference.layer}/${reference.call}`;
    if (leave) {
      states.set(key, 'done');
      order.push(reference);
      continue;
    }
    const state = states.get(key);
    if (state === 'open')
      throw damagedModel(where, inOrder, `layer '${reference.layer}' takes from itself in a circle`);
    if (state === 'done') continue;
    states.set(key, 'open');
    stack.push({ reference, leave: true });
    const call = callOf(where, graph, reference);
    // A call that is still open here is an ancestor: reaching it again closes a cycle.
    for (const next of call === undefined ? [] : inputsOf(call).reverse()) {
      if (states.get(`${next.layer}/${next.call}`) === 'open')
        throw damagedModel(where, inOrder, `layer '${next.layer}' takes from itself in a circle`);
      stack.push({ reference: next, leave: false });
    }
  }
  return order;
}

/** Checks that every output of a graph and of its nested models can be computed; otherwise throws `UserError`. */
export function checkOrder(where: string, graph: KerasGraph): void {
  callOrder(where, graph, [...graph.outputs.map(({ reference }) => reference), ...graph.inputs]);
  for (const { name, nested } of graph.layers.values()) {
    if (nested !== undefined) checkOrder(`${where}, model '${name}'`, nested);
  }
}

/**
 * Checks the conditions without which tfjs's loader waits forever: every layer has a unique name, and every call, needed or not,
 * has an input and is not part of a cycle. Throws `UserError` otherwise.
 */
export function checkEveryCall(where: string, graph: KerasGraph): void {
  const calls = [...graph.layers.values()].flatMap(({ name, calls, firstCall }) =>
    calls.map((_, at) => ({ layer: name, call: at + firstCall, output: 0 })),
  );
  callOrder(where, graph, calls);
  for (const { name, className, config, calls, nested } of graph.layers.values()) {
    const place = `${where}, layer '${name}'`;
    if (config.name !== undefined && config.name !== name)
      throw damagedModel(place, `'${name}' in its config`, config.name);
    if (className !== 'InputLayer' && calls.some((call) => inputsOf(call).length === 0))
      throw damagedModel(`${place}, inbound_nodes`, 'a layer to take from', 'none');
    if (nested !== undefined) checkEveryCall(place, nested);
  }
}
