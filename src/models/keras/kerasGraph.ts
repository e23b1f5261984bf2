import { damagedModel } from '../damagedModel.js';

/** One output of one call of a layer. */
export interface TensorReference {
  readonly layer: string;
  /** Which call of the layer, from 0. */
  readonly call: number;
  /** Which of the call's outputs, from 0. */
  readonly output: number;
}

/** An argument before there are tensors: references, constants, lists and objects of them. */
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

/** A layer and its calls; `nested` where the layer is a model itself. */
export interface GraphLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly CallPlan[];
  /** The number by which references name the first of the calls. */
  readonly firstCall: 0 | 1;
  readonly nested?: KerasGraph;
}

/** A model: layers and how tensors go between them, the same for every version of Keras and for Sequential. */
export interface KerasGraph {
  readonly name: string;
  readonly layers: ReadonlyMap<string, GraphLayer>;
  readonly inputs: readonly TensorReference[];
  readonly outputs: readonly { readonly name: string; readonly reference: TensorReference }[];
}

/** The references among arguments, in their order. */
export function referencesOf(plan: ArgumentPlan): TensorReference[] {
  if (plan.kind === 'tensor') return [plan.reference];
  if (plan.kind === 'list') return plan.items.flatMap(referencesOf);
  return plan.kind === 'object' ? Object.values(plan.items).flatMap(referencesOf) : [];
}

/** The references of all arguments of a call. */
export function inputsOf({ args, kwargs }: CallPlan): TensorReference[] {
  return [...args, ...Object.values(kwargs)].flatMap(referencesOf);
}

/** The call that a reference names, undefined for a model's input. Throws `UserError` where there is none. */
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
 * The calls that outputs need, each after those that it takes from. Throws `UserError` for references to what does not
 * exist and for circles.
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
    // What is still open here is an ancestor: reached once more, it closes a circle.
    for (const next of call === undefined ? [] : inputsOf(call).reverse()) {
      if (states.get(`${next.layer}/${next.call}`) === 'open')
        throw damagedModel(where, inOrder, `layer '${next.layer}' takes from itself in a circle`);
      stack.push({ reference: next, leave: false });
    }
  }
  return order;
}

/** Checks that every output of a graph and of the models in it can be computed. Throws `UserError` where not. */
export function checkOrder(where: string, graph: KerasGraph): void {
  callOrder(where, graph, [...graph.outputs.map(({ reference }) => reference), ...graph.inputs]);
  for (const { name, nested } of graph.layers.values()) {
    if (nested !== undefined) checkOrder(`${where}, model '${name}'`, nested);
  }
}

/**
 * Checks what tfjs's own loader needs, which waits for ever where it is not so: every layer goes by one name and every call of
 * it, needed or not, takes from something, in no circle. Throws `UserError` where not.
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
