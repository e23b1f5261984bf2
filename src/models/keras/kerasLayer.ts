import type { ChainRole } from '../../kernels/convolutionChain/chainPlan.js';
import type { ChainLink } from '../../kernels/convolutionChain/convolutionChain.js';
import type { FinishingActivation } from '../../kernels/finish/finishJob.js';
import type tf from '../../tfjs/tfjs.cjs';
import type { Attributes } from './attributes.js';
import type { LayerWeights } from './kerasWeights.js';

/** Whose definitions of names apply: activations and resizing differ between them. */
export type Dialect = 'keras2' | 'keras3' | 'tfjs';

/** An argument of a layer: tensors and constants, in lists and objects. */
export type Argument =
  | tf.Tensor
  | null
  | undefined
  | number
  | string
  | boolean
  | readonly Argument[]
  | { readonly [key: string]: Argument };

/** A call of a layer in test mode. */
export interface LayerCall {
  readonly args: readonly Argument[];
  readonly kwargs: Readonly<Record<string, Argument>>;
  /** The mask [batch, time] of a tensor from an earlier layer, if any: 1 for valid steps. */
  readonly maskOf: (x: tf.Tensor) => tf.Tensor | undefined;
  readonly setMask: (x: tf.Tensor, mask: tf.Tensor | undefined) => void;
}

/** A layer with its weights. Runs under `tf.tidy`; the tensors it keeps belong to the network. */
export type BuiltLayer = ((call: LayerCall) => tf.Tensor | readonly tf.Tensor[]) & {
  /** Set if the layer can be computed together with its neighbours. */
  readonly joint?: JointLayer | undefined;
};

/** A layer as a part of a convolution that is computed together with what follows it. */
export type JointLayer =
  | {
      readonly kind: 'convolution';
      /** Whether zeros may be added around its images. */
      readonly isPaddable: boolean;
      /** Whether its own activation is linear, so that something may follow. */
      readonly isOpen: boolean;
      readonly role: ChainRole;
      /** The layer including its bias, then a factor and a shift for each filter, then an activation. */
      readonly link: (after: AfterConvolution) => ChainLink;
    }
  /** Computed when the network is built. */
  | { readonly kind: 'normalization'; readonly scale: tf.Tensor; readonly offset: tf.Tensor }
  | { readonly kind: 'activation'; readonly activation: FinishingActivation }
  /** The sum of two tensors in a list. */
  | { readonly kind: 'addition' }
  /** Zeros around images. */
  | { readonly kind: 'padding'; readonly borders: Borders };

/** Rows above and below an image, columns on its left and right. */
export type Borders = readonly [[number, number], [number, number]];

/** What follows a convolution, and the zeros around its images. */
export interface AfterConvolution {
  readonly borders?: Borders | undefined;
  /** Added before the activation. */
  readonly added?: tf.Tensor | undefined;
  readonly scale?: tf.Tensor | undefined;
  readonly offset?: tf.Tensor | undefined;
  readonly activation: FinishingActivation;
}

/** A layer that can be computed together with its neighbours. */
export function withJoint(run: BuiltLayer, joint: JointLayer | undefined): BuiltLayer {
  return Object.assign((call: LayerCall) => run(call), { joint });
}

/** The parts from which a layer is built. */
export interface LayerParts {
  readonly name: string;
  readonly dialect: Dialect;
  readonly attributes: Attributes;
  readonly weights: LayerWeights;
  /** Builds a layer inside this one, for example in a wrapper. Its weights are looked up under the given names. */
  readonly inner: (config: unknown, ...scope: readonly string[]) => BuiltLayer;
}

/** The implementation of a class of layers. Throws `UserError` for unsupported attributes. */
export type KerasLayer = (parts: LayerParts) => BuiltLayer;

/** Classes of layers by their Keras name. */
export type KerasLayers = Readonly<Record<string, KerasLayer>>;

/** A layer of one tensor. */
export function unary(run: (x: tf.Tensor) => tf.Tensor): BuiltLayer {
  return ({ args }) => run(firstTensor(args));
}

/** The first tensor among arguments, which may be lists. */
export function firstTensor(args: readonly Argument[]): tf.Tensor {
  const [first] = tensorsOf(args);
  if (first === undefined) throw new Error('a layer is called without a tensor');
  return first;
}

/** All tensors among arguments, in order. */
export function tensorsOf(argument: Argument): tf.Tensor[] {
  if (isTensor(argument)) return [argument];
  if (Array.isArray(argument)) return argument.flatMap(tensorsOf);
  if (typeof argument === 'object' && argument !== null) return Object.values(argument).flatMap(tensorsOf);
  return [];
}

/** Whether an argument is a tensor. */
export function isTensor(argument: Argument): argument is tf.Tensor {
  return typeof argument === 'object' && argument !== null && 'dataId' in argument;
}
