import type { FinishingActivation } from '../kernels/finish/finishJob.js';
import { readConstant, type StoredWeights } from './graphConstants.js';
import { type GraphNode, nodeName } from './graphTopology.js';

/** Nodes that compute an activation of another node's results; the last has its name. */
export interface GraphActivation {
  readonly activation: FinishingActivation;
  readonly steps: readonly GraphNode[];
}

/** For each node its readers; outputs have an unknown reader, undefined. */
export type Readers = ReadonlyMap<string, readonly (GraphNode | undefined)[]>;

const single: Readonly<Record<string, FinishingActivation>> = { Relu: 'relu', Relu6: 'relu6' };
const additions: ReadonlySet<string> = new Set(['Add', 'AddV2']);
/** How far a constant of single precision may be from the fraction that it stands for. */
const rounding = 1e-7;

/**
 * The activation that is all that reads a node's results: one node, or several that read nothing else. Swish is their product with the
 * sigmoid, hard swish that with ReLU6 of them plus 3, divided by 6 before or after it. Null for anything else.
 */
export function activationAfter(node: GraphNode, readers: Readers, facts: StoredWeights): GraphActivation | null {
  const all = readers.get(node.name) ?? [];
  const copy = copyOf(all, readers);
  const own = all.filter((reader) => reader === undefined || reader !== copy);
  const [first, second] = own;
  if (first === undefined || own.length > 2) return null;
  if (own.length === 1) {
    const activation = single[first.op];
    return activation === undefined || inputsOf(first).length !== 1 ? null : { activation, steps: [first] };
  }
  if (second === undefined || first === second) return null;
  const [inner, product] = first.op === 'Mul' ? [second, first] : [first, second];
  if (product.op !== 'Mul') return null;
  if (inner.op === 'Sigmoid' && isProduct(product, node, inner, readers)) {
    return { activation: 'swish', steps: [inner, product, ...(copy === undefined ? [] : [copy])] };
  }
  return copy === undefined ? hardSwish(node, inner, product, { readers, facts }) : null;
}

/**
 * The node by which TensorFlow gives swish a gradient of its own: it passes on the product and the results. Undefined if there is none or
 * more is read of it than the product.
 */
function copyOf(own: readonly (GraphNode | undefined)[], readers: Readers): GraphNode | undefined {
  const copy = own.find((reader) => reader?.op === 'IdentityN');
  if (copy === undefined) return undefined;
  const product = own.find((reader) => reader?.op === 'Mul');
  const passesOn = product !== undefined && nodeName(inputsOf(copy)[0]!) === product.name;
  const isFirst = (input: string) => nodeName(input) !== copy.name || !/:[1-9]\d*$/.test(input);
  const readsFirst = (readers.get(copy.name) ?? []).every((reader) => reader?.input?.every(isFirst) === true);
  return passesOn && readsFirst && onlyReader(product, readers) === copy ? copy : undefined;
}

interface Surroundings {
  readonly readers: Readers;
  readonly facts: StoredWeights;
}

function hardSwish(
  node: GraphNode,
  risen: GraphNode,
  product: GraphNode,
  around: Surroundings,
): GraphActivation | null {
  const bounded = onlyReader(risen, around.readers);
  if (!additions.has(risen.op) || constantBeside(risen, node, around.facts) !== 3 || bounded?.op !== 'Relu6')
    return null;
  const sixth = (of: GraphNode) => {
    const next = onlyReader(of, around.readers);
    return next !== undefined && isSixth(next, of, around.facts) ? next : undefined;
  };
  const before = sixth(bounded);
  if (before !== undefined && isProduct(product, node, before, around.readers)) {
    return { activation: 'hardswish', steps: [risen, bounded, before, product] };
  }
  const after = isProduct(product, node, bounded, around.readers) ? sixth(product) : undefined;
  return after === undefined ? null : { activation: 'hardswish', steps: [risen, bounded, product, after] };
}

/** Whether a node multiplies another's results by 1/6. */
function isSixth(node: GraphNode, of: GraphNode, facts: StoredWeights): boolean {
  const constant = constantBeside(node, of, facts);
  if (constant === undefined) return false;
  if (node.op === 'RealDiv') return nodeName(inputsOf(node)[0]!) === of.name && constant === 6;
  return node.op === 'Mul' && Math.abs(constant - 1 / 6) < rounding;
}

/** Whether a node multiplies the results of two others, of which only it reads the second's. */
function isProduct(product: GraphNode, a: GraphNode, b: GraphNode, readers: Readers): boolean {
  const names = inputsOf(product).map(nodeName);
  const isBoth = names.length === 2 && names.includes(a.name) && names.includes(b.name);
  return isBoth && onlyReader(b, readers) === product;
}

/** The one number that a node of two operands takes beside another node's results. */
function constantBeside(node: GraphNode, of: GraphNode, facts: StoredWeights): number | undefined {
  const names = inputsOf(node);
  const [other, ...rest] = names.filter((name) => nodeName(name) !== of.name);
  if (names.length !== 2 || other === undefined || rest.length > 0) return undefined;
  const numbers = facts.weightSpecs.some(({ name }) => name === other) ? readConstant(facts, other) : undefined;
  return numbers?.length === 1 ? numbers[0] : undefined;
}

function onlyReader({ name }: GraphNode, readers: Readers): GraphNode | undefined {
  const [reader, ...others] = readers.get(name) ?? [];
  return others.length > 0 ? undefined : reader;
}

function inputsOf({ input = [] }: GraphNode): readonly string[] {
  return input.filter((name) => !name.startsWith('^'));
}
