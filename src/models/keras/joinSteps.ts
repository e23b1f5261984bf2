import type { ChainRole } from '../../kernels/convolutionChain/chainPlan.js';
import { type ChainLink, convolutionChain } from '../../kernels/convolutionChain/convolutionChain.js';
import type tf from '../../tfjs/tfjs.cjs';
import { type ArgumentPlan, keyOf } from './kerasGraph.js';
import { type BuiltLayer, firstTensor, type JointLayer, tensorsOf } from './kerasLayer.js';

/** A call of a layer in the order of computation. */
export interface Step {
  readonly key: string;
  readonly run: BuiltLayer;
  readonly args: readonly ArgumentPlan[];
  readonly kwargs: Readonly<Record<string, ArgumentPlan>>;
  /** Of a convolution whose images are its first argument. */
  readonly convolution?: ConvolutionStep;
}

/** A convolution, as a part of a chain. */
export interface ConvolutionStep {
  readonly role: ChainRole;
  /** Whether another tensor is added, the last argument. */
  readonly isSum: boolean;
  readonly link: (added: tf.Tensor | undefined) => ChainLink;
}

/** For each step the keys of the steps that read its results, and undefined for each output of the network that they are. */
type ReadersOf = (key: string) => readonly (string | undefined)[];

/**
 * Joins convolutions with the zero padding before them and the batch normalisation, the addition of another tensor and the activation after
 * them, where nothing else reads what lies between.
 */
export function joinSteps(steps: readonly Step[], readersOf: ReadersOf): Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const gone = new Set<string>();
  const onlyReader = (key: string) => {
    const [reader, ...others] = readersOf(key);
    return reader === undefined || others.length > 0 || gone.has(reader) ? undefined : byKey.get(reader);
  };
  const paddings = new Map(
    steps.flatMap((step) => (step.run.joint?.kind === 'padding' ? [[onlyReader(step.key)?.key, step]] : [])),
  );
  const joined = new Map<string, Step>();
  for (const step of steps) {
    const { joint } = step.run;
    if (joint?.kind !== 'convolution') continue;
    const before = joint.isPaddable ? paddings.get(step.key) : undefined;
    const { chain, after, others } = followed(step, joint.isOpen, onlyReader);
    for (const { key } of [...(before === undefined ? [] : [before]), ...chain]) gone.add(key);
    const { key } = chain.at(-1)!;
    const borders = before?.run.joint?.kind === 'padding' ? before.run.joint.borders : undefined;
    const { args, kwargs } = before ?? step;
    const convolution: ConvolutionStep = {
      role: joint.role,
      isSum: others.length > 0,
      link: (added) => joint.link({ ...after, borders, added }),
    };
    joined.set(key, { key, args: [...args, ...others], kwargs, convolution, run: runOf([convolution]) });
  }
  return steps.flatMap((step) => joined.get(step.key) ?? (gone.has(step.key) ? [] : [step]));
}

/** Convolutions of the first argument, one after the other. */
export function runOf(convolutions: readonly ConvolutionStep[]): BuiltLayer {
  return ({ args }) => {
    const added = convolutions.at(-1)!.isSum ? tensorsOf(args.at(-1)!)[0] : undefined;
    const links = convolutions.map(({ link }, at) => link(at === convolutions.length - 1 ? added : undefined));
    return convolutionChain(firstTensor(args) as tf.Tensor4D, links);
  };
}

interface Mutable {
  scale: tf.Tensor | undefined;
  offset: tf.Tensor | undefined;
  activation: Extract<JointLayer, { kind: 'activation' }>['activation'];
}

/** The convolution and the steps that can be computed with it, what they do, and the tensor that they add, if any. */
function followed(first: Step, isOpen: boolean, onlyReader: (key: string) => Step | undefined) {
  const chain = [first];
  const others: ArgumentPlan[] = [];
  const after: Mutable = { scale: undefined, offset: undefined, activation: 'linear' };
  for (let more = isOpen; more; ) {
    const { key } = chain.at(-1)!;
    const next = onlyReader(key);
    const joint = next?.run.joint;
    if (next === undefined || joint === undefined) break;
    const other = joint.kind === 'addition' && others.length === 0 ? addedTo(key, next) : undefined;
    if (other !== undefined) others.push(other);
    else if (!add(after, joint, others.length > 0)) break;
    chain.push(next);
    more = joint.kind !== 'activation';
  }
  return { chain, after, others };
}

/** The other tensor of a layer that adds two. */
function addedTo(key: string, { args, kwargs }: Step): ArgumentPlan | undefined {
  const [list, ...rest] = args;
  if (list?.kind !== 'list' || list.items.length !== 2 || rest.length > 0 || Object.keys(kwargs).length > 0) return;
  const [other, ...same] = list.items.filter((item) => item.kind !== 'tensor' || keyOf(item.reference) !== key);
  return other?.kind === 'tensor' && same.length === 0 ? other : undefined;
}

/** Whether the layer could be added to what follows a convolution. */
function add(after: Mutable, joint: JointLayer, isSum: boolean): boolean {
  if (joint.kind === 'activation') {
    after.activation = joint.activation;
    return true;
  }
  if (joint.kind !== 'normalization' || after.scale !== undefined || isSum) return false;
  after.scale = joint.scale;
  after.offset = joint.offset;
  return true;
}
