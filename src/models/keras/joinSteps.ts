import type tf from '../../tfjs/tfjs.cjs';
import type { ArgumentPlan } from './kerasGraph.js';
import { type BuiltLayer, firstTensor, type JointLayer } from './kerasLayer.js';

/** A call of a layer in the order of computation. */
export interface Step {
  readonly key: string;
  readonly run: BuiltLayer;
  readonly args: readonly ArgumentPlan[];
  readonly kwargs: Readonly<Record<string, ArgumentPlan>>;
}

/**
 * Joins convolutions with the batch normalisation and the activation that are the only readers of their results. `readersOf` gives
 * the keys of the steps that read a step's results, and undefined for each output of the network that they are.
 */
export function joinSteps(steps: readonly Step[], readersOf: (key: string) => readonly (string | undefined)[]): Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const joined = new Map<string, Step>();
  const gone = new Set<string>();
  for (const first of steps) {
    if (first.run.joint?.kind !== 'convolution') continue;
    const chain = [first];
    const after = { scale: undefined, offset: undefined, activation: 'linear' } as Mutable;
    for (;;) {
      const [key, ...others] = readersOf(chain.at(-1)!.key);
      const next = key === undefined || others.length > 0 ? undefined : byKey.get(key);
      const joint = next?.run.joint;
      if (next === undefined || joint === undefined || !add(after, joint)) break;
      chain.push(next);
      if (joint.kind === 'activation') break;
    }
    if (chain.length === 1) continue;
    for (const { key } of chain) gone.add(key);
    const last = chain.at(-1)!;
    const { run } = first.run.joint;
    joined.set(last.key, { ...first, key: last.key, run: ({ args }) => run(firstTensor(args), after) });
  }
  return steps.flatMap((step) => joined.get(step.key) ?? (gone.has(step.key) ? [] : [step]));
}

interface Mutable {
  scale: tf.Tensor | undefined;
  offset: tf.Tensor | undefined;
  activation: Extract<JointLayer, { kind: 'activation' }>['activation'];
}

/** Whether the layer could be added to what follows a convolution. */
function add(after: Mutable, joint: JointLayer): boolean {
  if (joint.kind === 'activation') {
    after.activation = joint.activation;
    return true;
  }
  if (joint.kind === 'convolution' || after.scale !== undefined) return false;
  after.scale = joint.scale;
  after.offset = joint.offset;
  return true;
}
