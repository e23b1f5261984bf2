import tf from '../../../tfjs/tfjs.cjs';
import { einsumProduct } from '../../einsumProduct.js';
import {
  type Argument,
  isTensor,
  type KerasLayer,
  type KerasLayers,
  type LayerCall,
  type LayerParts,
  tensorsOf,
} from '../kerasLayer.js';
import { placed } from './normalization.js';

/** Layers that mix the steps of a sequence by their content. */
export const attentionLayers: KerasLayers = {
  MultiHeadAttention: multiHeadAttention,
  GroupQueryAttention: groupedQueryAttention,
  GroupedQueryAttention: groupedQueryAttention,
  Attention: (parts) => plainAttention(parts, parts.attributes.choice('score_mode', ['dot', 'concat'], 'dot')),
  AdditiveAttention: (parts) => plainAttention(parts, 'additive'),
};

/** A product over the last axis with a kernel of several axes: [features, heads, size] or [heads, size, features]. */
function projection({ attributes, weights }: LayerParts, name: string, over: 1 | 2): (x: tf.Tensor) => tf.Tensor {
  const kernel = weights.take(`${name}/kernel`);
  const bias = attributes.flag('use_bias', true) ? weights.take(`${name}/bias`) : null;
  const sides = kernel.shape.slice(over);
  return (x) => {
    const inner = kernel.shape.slice(0, over).reduce((product, side) => product * side, 1);
    const products = tf.matMul(x.reshape([-1, inner]), kernel.reshape([inner, -1]));
    const shaped = products.reshape([...x.shape.slice(0, x.rank - over), ...sides]);
    return bias === null ? shaped : shaped.add(bias);
  };
}

function multiHeadAttention(parts: LayerParts): ReturnType<KerasLayer> {
  const { attributes } = parts;
  const size = attributes.integer('key_dim');
  const [query, key, value] = ['query', 'key', 'value'].map((name) => projection(parts, name, 1)) as [
    Projection,
    Projection,
    Projection,
  ];
  const gate = attributes.flag('use_gate', false) ? projection(parts, 'gate', 1) : null;
  const output = projection(parts, 'attention_output', 2);
  const axes = attributes.has('attention_axes') ? attributes.integers('attention_axes') : null;
  const window = attributes.has('sliding_window') ? attributes.integer('sliding_window') : null;
  return (call) => {
    const { q, k, v } = queryKeyValue(call);
    const over = axes === null ? q.shape.slice(1, -1).map((_, at) => at + 1) : placed(axes, q.rank);
    // The axes of attention are merged into one, and the axes between them and the batch into the batch: [rows, steps, features].
    const [queries, keys, values] = [q, k, v].map((x) => flattened(x, over)) as [Flattened, Flattened, Flattened];
    const mask = scoreMask(call, { q, k, v, window });
    const heads = attend(query(queries.x), key(keys.x), { values: value(values.x), scale: 1 / Math.sqrt(size), mask });
    const gated = gate === null ? heads.mixed : heads.mixed.mul(tf.sigmoid(gate(queries.x)));
    const result = queries.restore(output(gated));
    return call.kwargs.return_attention_scores === true ? [result, heads.scores] : result;
  };
}

type Projection = (x: tf.Tensor) => tf.Tensor;

interface Flattened {
  readonly x: tf.Tensor;
  readonly restore: (x: tf.Tensor) => tf.Tensor;
}

function flattened(x: tf.Tensor, over: readonly number[]): Flattened {
  const rows = x.shape.flatMap((_, axis) => (over.includes(axis) || axis === x.rank - 1 ? [] : [axis]));
  const order = [...rows, ...over, x.rank - 1];
  const moved = x.transpose(order);
  const steps = over.reduce((product, axis) => product * x.shape[axis]!, 1);
  return {
    x: moved.reshape([-1, steps, x.shape.at(-1)!]),
    restore: (y) => {
      const back = y.reshape([...moved.shape.slice(0, -1), y.shape.at(-1)!]);
      return back.transpose(order.map((_, axis) => order.indexOf(axis)));
    },
  };
}

/** For [rows, steps, heads, size]: the weighted values and the scores [rows, heads, steps, steps]. */
function attend(
  query: tf.Tensor,
  key: tf.Tensor,
  { values, scale, mask }: { readonly values: tf.Tensor; readonly scale: number; readonly mask: tf.Tensor | null },
) {
  const products = einsumProduct('bqhd,bkhd->bhqk', query.mul(scale), key);
  const masked = mask === null ? products : products.add(tf.sub(1, mask.expandDims(1)).mul(-1e9));
  const scores = tf.softmax(masked);
  return { scores, mixed: einsumProduct('bhqk,bkhd->bqhd', scores, values) };
}

function groupedQueryAttention(parts: LayerParts): ReturnType<KerasLayer> {
  const { attributes } = parts;
  const size = attributes.integer('head_dim');
  const repeats = attributes.integer('num_query_heads') / attributes.integer('num_key_value_heads');
  const [query, key, value] = ['query', 'key', 'value'].map((name) => projection(parts, name, 1)) as [
    Projection,
    Projection,
    Projection,
  ];
  const gate = attributes.flag('use_gate', false) ? projection(parts, 'gate', 1) : null;
  const output = projection(parts, 'attention_output', 2);
  const window = attributes.has('sliding_window') ? attributes.integer('sliding_window') : null;
  const repeated = (x: tf.Tensor) => {
    const [rows, steps, heads, depth] = x.shape as [number, number, number, number];
    return x
      .reshape([rows * steps * heads, 1, depth])
      .tile([1, repeats, 1])
      .reshape([rows, steps, heads * repeats, depth]);
  };
  return (call) => {
    const { q, k, v } = queryKeyValue(call);
    const mask = scoreMask(call, { q, k, v, window });
    const values = repeated(value(v));
    const heads = attend(query(q), repeated(key(k)), { values, scale: 1 / Math.sqrt(size), mask });
    const result = output(gate === null ? heads.mixed : heads.mixed.mul(tf.sigmoid(gate(q))));
    return call.kwargs.return_attention_scores === true ? [result, heads.scores] : result;
  };
}

/** Query, value and key in the order of Keras's arguments; the key defaults to the value. */
function queryKeyValue({ args, kwargs }: LayerCall) {
  const list = args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly Argument[]) : args;
  const [q, v, k] = [list[0] ?? kwargs.query, list[1] ?? kwargs.value, list[2] ?? kwargs.key];
  if (!isTensor(q) || !isTensor(v)) throw new Error('attention without a query or a value');
  return { q, v, k: isTensor(k) ? k : v };
}

interface Sequences {
  readonly q: tf.Tensor;
  readonly k: tf.Tensor;
  readonly v: tf.Tensor;
  readonly window: number | null;
}

/** 1 if a step may attend to another, [rows or 1, steps, steps]; null without restriction. */
function scoreMask({ args, kwargs, maskOf }: LayerCall, { q, k, v, window }: Sequences): tf.Tensor | null {
  const [steps, others] = [q.shape[1]!, v.shape[1]!];
  const given = kwargs.attention_mask ?? args[3];
  const near = (rule: (row: number, column: number) => boolean) =>
    tf.tensor3d(
      Array.from({ length: steps * others }, (_, at) => +rule(Math.floor(at / others), at % others)),
      [1, steps, others],
    );
  const masks = [
    ...(isTensor(given) ? [tf.cast(given, 'float32')] : []),
    ...[maskOf(v), k === v ? undefined : maskOf(k)].flatMap((mask) => (mask === undefined ? [] : [mask.expandDims(1)])),
    ...(kwargs.use_causal_mask === true ? [near((row, column) => row >= column)] : []),
    ...(window === null ? [] : [near((row, column) => Math.abs(row - column) < window)]),
  ];
  return masks.length === 0 ? null : masks.reduce((all, mask) => all.mul(mask));
}

/** Attention of [batch, steps, size] without heads. */
function plainAttention(
  { attributes, weights }: LayerParts,
  mode: 'dot' | 'concat' | 'additive',
): ReturnType<KerasLayer> {
  const scale = attributes.flag('use_scale', mode === 'additive') ? weights.take('scale') : null;
  const concat = mode === 'concat' ? weights.take('concat_score_weight') : null;
  const scaled = (x: tf.Tensor) => (scale === null ? x : x.mul(scale));
  const scoresOf = (q: tf.Tensor, k: tf.Tensor) => {
    if (mode === 'dot') return scaled(tf.matMul(q, k, false, true));
    const sums = q.expandDims(2).add(k.expandDims(1));
    return mode === 'additive' ? tf.sum(scaled(tf.tanh(sums)), -1) : tf.sum(tf.tanh(scaled(sums)), -1).mul(concat!);
  };
  return (call) => {
    const { q, k, v } = queryKeyValue({ ...call, args: [tensorsOf(call.args)] });
    const mask = scoreMask({ ...call, args: [] }, { q, k, v, window: null });
    const raw = scoresOf(q, k);
    const scores = tf.softmax(mask === null ? raw : raw.add(tf.sub(1, mask).mul(-1e9)));
    const mixed = tf.matMul(scores, v);
    const seen = call.maskOf(q);
    const result = seen === undefined ? mixed : mixed.mul(seen.expandDims(2));
    return call.kwargs.return_attention_scores === true ? [result, scores] : result;
  };
}
