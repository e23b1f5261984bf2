import type { HostValue } from './values.js';

/** A node of the graph: an operator applied to named values. An empty name stands for an optional input or output left out. */
export interface OnnxNode {
  /** For messages: the node's own name, or that of its first output. */
  readonly name: string;
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

export type AttributeValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'numbers'; readonly value: readonly number[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: HostValue }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

/** An input of the graph: a side of any length is null; no sides if the file does not tell. */
export interface GraphInput {
  readonly name: string;
  readonly shape: readonly (number | null)[] | undefined;
}

/** A graph with its nodes in an order in which each comes after what it takes. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  readonly initializers: ReadonlyMap<string, HostValue>;
}

/** A model's graph and what its file says beside it. */
export interface OnnxModel {
  readonly graph: OnnxGraph;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** E.g. `pytorch 2.13.0`; empty if the file does not tell. */
  readonly producer: string;
}
