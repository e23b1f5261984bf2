import { UserError } from '../../base/errors.js';
import tf from '../../tfjs/tfjs.cjs';
import { type Call, refuse } from './call.js';
import { checkAttributes } from './checkAttributes.js';
import type { ConstantStore } from './constants.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { operators } from './operators/operators.js';
import { takenBy } from './orderNodes.js';
import { deviceValue, type Value } from './values.js';

/** What a graph needs besides its inputs in order to run. */
export interface RunContext {
  readonly file: string;
  readonly opset: number;
  readonly constants: ConstantStore;
}

/** Number of remaining uses of each value, including as an output. */
function countUses({ nodes, outputs }: OnnxGraph): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of [...nodes.flatMap(takenBy), ...outputs]) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/**
 * Runs a graph's nodes in order and returns its outputs, which the caller owns. Tensors are disposed of after their last use;
 * tfjs keeps those needed for gradients. `given` are the inputs and, for a branch, the enclosing values; the caller still owns
 * them.
 */
export function runGraph(graph: OnnxGraph, given: ReadonlyMap<string, Value>, context: RunContext): Value[] {
  const values = new Map<string, Value>([...given, ...graph.initializers]);
  const uses = countUses(graph);
  const made = new Set<string>();
  for (const node of graph.nodes) {
    const outputs = runNode(node, values, context);
    node.outputs.forEach((name, at) => {
      const value = outputs[at];
      if (name === '' || value === undefined) return;
      values.set(name, value);
      made.add(name);
    });
    for (const name of [...takenBy(node), ...node.outputs]) {
      const left = (uses.get(name) ?? 0) - (node.outputs.includes(name) ? 0 : 1);
      uses.set(name, left);
      const value = values.get(name);
      if (left <= 0 && made.has(name) && value?.kind === 'device') value.tensor.dispose();
    }
  }
  return graph.outputs.map((name) => own(values.get(name)!, made.has(name)));
}

/** A value that the graph did not compute is copied, so that the caller may dispose of it. */
function own(value: Value, isMade: boolean): Value {
  return value.kind === 'host' || isMade ? value : deviceValue(value.tensor.clone(), value.order);
}

/** The outputs of a node as separate tensors: values that an operator only passes on become new views. */
function runNode(node: OnnxNode, values: ReadonlyMap<string, Value>, context: RunContext): Value[] {
  const inputs = node.inputs.map((name) => (name === '' ? undefined : values.get(name)));
  const call: Call = {
    ...context,
    node,
    inputs,
    runBranch: (branch) => runGraph(branch, values, context),
  };
  const operator = operators.get(node.op);
  if (operator === undefined || node.domain !== '') refuse(call, 'an operator that is read', node.domain || node.op);
  checkAttributes(call);
  let outputs: Value[] = [];
  tf.tidy(() => {
    outputs = attempt(call, () => [operator(call)].flat().map(fresh));
    return outputs.flatMap((value) => (value.kind === 'device' ? [value.tensor] : []));
  });
  return outputs;

  function fresh(value: Value): Value {
    if (value.kind === 'host') return value;
    const isShared =
      value.tensor.kept || inputs.some((other) => other?.kind === 'device' && other.tensor === value.tensor);
    return isShared ? deviceValue(value.tensor.clone(), value.order) : value;
  }
}

/** Adds the node to shape errors of tfjs or the layout. */
function attempt<T>(call: Call, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const shapes = call.inputs.map((value) => (value === undefined ? 'none' : describe(value))).join(', ');
    return refuse(
      call,
      'inputs that fit',
      `${(error as Error).message.replace(/\s+/g, ' ').slice(0, 200)} (inputs: ${shapes})`,
    );
  }
}

function describe(value: Value): string {
  return `[${(value.kind === 'host' ? value.shape : value.tensor.shape).join(', ')}]`;
}
