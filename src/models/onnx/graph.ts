import type { FinishingActivation } from '../../kernels/finish/finishJob.js';
import type { HostValue } from './values.js';

/** A node of the graph: an operator applied to named values. An empty name is an omitted optional input or output. */
export interface OnnxNode {
  /** For messages: the node's name, or that of its first output. */
  readonly name: string;
  readonly op: string;
  /** Empty for operators of the ONNX standard. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** Of a convolution: computed with it, see `joinConvolutions`. */
  readonly activation?: FinishingActivation;
  /** Whether the last input is added to a convolution's results, before the activation. */
  readonly isSum?: boolean;
  /** Convolutions that this node stands for, each of the results of the one before; `inputs` are those of all but these results. */
  readonly chain?: readonly OnnxNode[];
}

export type AttributeValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'numbers'; readonly value: readonly number[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: HostValue }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

/** An input of the graph. A side of variable length is null; there are no sides if the file does not state them. */
export interface GraphInput {
  readonly name: string;
  readonly shape: readonly (number | null)[] | undefined;
}

/** A graph with its nodes in topological order. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  readonly initializers: ReadonlyMap<string, HostValue>;
}

/** A model's graph and the metadata of its file. */
export interface OnnxModel {
  readonly graph: OnnxGraph;
  /** Version of the standard's operators. */
  readonly opset: number;
  /** E.g. `pytorch 2.13.0`; empty if the file does not state it. */
  readonly producer: string;
}
