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

/** For each step the keys of the steps that read its results, and undefined for each output of the network that they are. */
type ReadersOf = (key: string) => readonly (string | undefined)[];

/** Joins convolutions with the zero padding before them and the batch normalisation and the activation after them, where nothing else reads what lies between. */
export function joinSteps(steps: readonly Step[], readersOf: ReadersOf): Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const onlyReader = (key: string) => {
    const [reader, ...others] = readersOf(key);
    return reader === undefined || others.length > 0 ? undefined : byKey.get(reader);
  };
  const paddings = new Map(
    steps.flatMap((step) => (step.run.joint?.kind === 'padding' ? [[onlyReader(step.key)?.key, step]] : [])),
  );
  const joined = new Map<string, Step>();
  const gone = new Set<string>();
  for (const step of steps) {
    const { joint } = step.run;
    if (joint?.kind !== 'convolution') continue;
    const before = joint.isPaddable ? paddings.get(step.key) : undefined;
    const { chain, after } = followed(step, joint.isOpen, onlyReader);
    if (before === undefined && chain.length === 1) continue;
    for (const { key } of [...(before === undefined ? [] : [before]), ...chain]) gone.add(key);
    const { key } = chain.at(-1)!;
    const borders = before?.run.joint?.kind === 'padding' ? before.run.joint.borders : undefined;
    const { args, kwargs } = before ?? step;
    joined.set(key, { key, args, kwargs, run: (call) => joint.run(firstTensor(call.args), { ...after, borders }) });
  }
  return steps.flatMap((step) => joined.get(step.key) ?? (gone.has(step.key) ? [] : [step]));
}

interface Mutable {
  scale: tf.Tensor | undefined;
  offset: tf.Tensor | undefined;
  activation: Extract<JointLayer, { kind: 'activation' }>['activation'];
}

/** The convolution and the steps that can be computed with it, and what they do. */
function followed(first: Step, isOpen: boolean, onlyReader: (key: string) => Step | undefined) {
  const chain = [first];
  const after: Mutable = { scale: undefined, offset: undefined, activation: 'linear' };
  for (let more = isOpen; more; ) {
    const next = onlyReader(chain.at(-1)!.key);
    const joint = next?.run.joint;
    if (next === undefined || joint === undefined || !add(after, joint)) break;
    chain.push(next);
    more = joint.kind !== 'activation';
  }
  return { chain, after };
}

/** Whether the layer could be added to what follows a convolution. */
function add(after: Mutable, joint: JointLayer): boolean {
  if (joint.kind === 'activation') {
    after.activation = joint.activation;
    return true;
  }
  if (joint.kind !== 'normalization' || after.scale !== undefined) return false;
  after.scale = joint.scale;
  after.offset = joint.offset;
  return true;
}
