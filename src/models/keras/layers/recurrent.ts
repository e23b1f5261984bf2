import tf from '../../../tfjs/tfjs.cjs';
import {
  type Argument,
  type BuiltLayer,
  firstTensor,
  type KerasLayer,
  type KerasLayers,
  type LayerParts,
  tensorsOf,
} from '../kerasLayer.js';
import { isRecord } from '../parseReferences.js';
import { activationOf } from './activations.js';
import { innerName } from './normalization.js';

/** Maps the input of a step and the states to the new states, of which the first is the output. */
export interface Cell {
  /** Initial states, given the input of the first step. */
  readonly start: (x: tf.Tensor) => readonly tf.Tensor[];
  readonly step: (x: tf.Tensor, states: readonly tf.Tensor[]) => tf.Tensor[];
}

/** Layers that process a sequence step by step, and wrappers for sequences. */
export const recurrentLayers: KerasLayers = {
  SimpleRNN: recurrent(simpleCell),
  LSTM: recurrent(lstmCell),
  GRU: recurrent(gruCell),
  Bidirectional: bidirectional,
  TimeDistributed: ({ attributes, inner }) => {
    const layer = inner(attributes.raw.layer, innerName(attributes.raw.layer));
    return (call) => {
      const x = firstTensor(call.args);
      const [batch, steps, ...sides] = x.shape as [number, number, ...number[]];
      const results = [layer({ ...call, args: [x.reshape([batch * steps, ...sides])] })].flat() as tf.Tensor[];
      return results.map((result) => result.reshape([batch, steps, ...result.shape.slice(1)]));
    };
  },
};

interface CellWeights {
  readonly kernel: tf.Tensor;
  readonly recurrent: tf.Tensor;
  readonly bias: tf.Tensor | null;
  readonly units: number;
}

function cellWeights({ attributes, weights }: LayerParts, gates: number): CellWeights {
  const units = attributes.integer('units');
  const named = (name: string) => [`*/${name}`, name];
  return {
    kernel: weights.take(named('kernel'), [null, gates * units]),
    recurrent: weights.take(named('recurrent_kernel'), [units, gates * units]),
    bias: attributes.flag('use_bias', true) ? weights.take(named('bias')) : null,
    units,
  };
}

function simpleCell(parts: LayerParts): Cell {
  const { kernel, recurrent, bias, units } = cellWeights(parts, 1);
  const activation = activationOf(parts, 'activation', 'tanh');
  const step: Cell['step'] = (x, [h]) => {
    const sum = tf.matMul(x, kernel).add(tf.matMul(h!, recurrent));
    return [activation(bias === null ? sum : sum.add(bias))];
  };
  return { start: zeros(units), step };
}

/** Initial states of zeros, with the given sizes per image. */
function zeros(...sizes: readonly number[]): Cell['start'] {
  return (x) => sizes.map((size) => tf.zeros([x.shape[0]!, size]));
}

function lstmCell(parts: LayerParts): Cell {
  const { kernel, recurrent, bias, units } = cellWeights(parts, 4);
  const activation = activationOf(parts, 'activation', 'tanh');
  const gate = activationOf(parts, 'recurrent_activation', 'sigmoid');
  const step: Cell['step'] = (x, [h, c]) => {
    const sum = tf.matMul(x, kernel).add(tf.matMul(h!, recurrent));
    const [input, forget, candidate, output] = tf.split(bias === null ? sum : sum.add(bias), 4, 1) as Four;
    const carry = gate(forget)
      .mul(c!)
      .add(gate(input).mul(activation(candidate)));
    return [gate(output).mul(activation(carry)), carry];
  };
  return { start: zeros(units, units), step };
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor];
/** Gates and candidate. */
export type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function gruCell(parts: LayerParts): Cell {
  const { kernel, recurrent, bias, units } = cellWeights(parts, 3);
  const activation = activationOf(parts, 'activation', 'tanh');
  const gate = activationOf(parts, 'recurrent_activation', 'sigmoid');
  const resetAfter = parts.attributes.flag('reset_after', false);
  const [inputBias, stateBias] = bias === null ? [null, null] : bias.rank === 1 ? [bias, null] : rows(bias);
  const plus = (x: tf.Tensor, y: tf.Tensor | null) => (y === null ? x : x.add(y));
  const step: Cell['step'] = (x, [h]) => {
    const [z, r, candidate] = tf.split(plus(tf.matMul(x, kernel), inputBias), 3, 1) as Three;
    const [ofZ, ofR, ofCandidate] = tf.split(recurrent, 3, 1) as Three;
    if (resetAfter) {
      const [stateZ, stateR, stateCandidate] = tf.split(plus(tf.matMul(h!, recurrent), stateBias), 3, 1) as Three;
      const update = gate(z.add(stateZ));
      const fresh = activation(candidate.add(gate(r.add(stateR)).mul(stateCandidate)));
      return [mixed(update, h!, fresh)];
    }
    const update = gate(z.add(tf.matMul(h!, ofZ)));
    const reset = gate(r.add(tf.matMul(h!, ofR)));
    return [mixed(update, h!, activation(candidate.add(tf.matMul(reset.mul(h!), ofCandidate))))];
  };
  return { start: zeros(units), step };

  function rows(both: tf.Tensor): [tf.Tensor, tf.Tensor] {
    const row = (at: number) => parts.weights.keep(() => both.slice([at, 0], [1, -1]).flatten());
    return [row(0), row(1)];
  }
}

function mixed(update: tf.Tensor, old: tf.Tensor, fresh: tf.Tensor): tf.Tensor {
  return update.mul(old).add(tf.sub(1, update).mul(fresh));
}

/** A layer that applies a cell to each step of [batch, time, ...]. */
export function recurrent(cellOf: (parts: LayerParts) => Cell): KerasLayer {
  return (parts): BuiltLayer => {
    const { attributes } = parts;
    if (attributes.flag('stateful', false))
      throw attributes.fault('stateful', 'false: a state kept between batches mixes images');
    const cell = cellOf(parts);
    const backwards = attributes.flag('go_backwards', false);
    const sequences = attributes.flag('return_sequences', false);
    const withStates = attributes.flag('return_state', false);
    const zeroMasked = attributes.flag('zero_output_for_mask', false);
    return (call) => {
      const x = firstTensor(call.args);
      const given = statesOf(call.kwargs.initial_state, call.args);
      const start = given ?? cell.start(tf.unstack(x, 1)[0]!);
      const mask = call.maskOf(x);
      const { outputs, states } = unroll(x, { cell, start, mask, backwards, zeroMasked });
      const result = sequences ? tf.stack(outputs, 1) : outputs.at(-1)!;
      // The mask is passed on with a sequence, but not with a last output.
      if (sequences && mask !== undefined) call.setMask(result, backwards ? mask.reverse(1) : mask);
      return withStates ? [result, ...states] : result;
    };
  };
}

function statesOf(initial: Argument, args: readonly Argument[]): tf.Tensor[] | undefined {
  const states = initial === undefined || initial === null ? tensorsOf(args).slice(1) : tensorsOf(initial);
  return states.length === 0 ? undefined : states;
}

interface Unrolling {
  readonly cell: Cell;
  readonly start: readonly tf.Tensor[];
  readonly mask: tf.Tensor | undefined;
  readonly backwards: boolean;
  readonly zeroMasked: boolean;
}

function unroll(x: tf.Tensor, { cell, start, mask, backwards, zeroMasked }: Unrolling) {
  const steps = tf.unstack(x, 1);
  const seen = mask === undefined ? undefined : tf.unstack(mask, 1).map((column) => column.expandDims(1));
  const order = backwards ? steps.map((_, at) => steps.length - 1 - at) : steps.map((_, at) => at);
  let states = start;
  let last: tf.Tensor | undefined;
  const outputs: tf.Tensor[] = [];
  for (const at of order) {
    const next = cell.step(steps[at]!, states);
    const counts = seen?.[at];
    states = counts === undefined ? next : next.map((state, place) => mixed(tf.sub(1, counts), states[place]!, state));
    const output = next[0]!;
    if (counts === undefined) last = output;
    else last = zeroMasked || last === undefined ? output.mul(counts) : mixed(tf.sub(1, counts), last, output);
    outputs.push(last);
  }
  return { outputs, states };
}

function bidirectional({ attributes, inner, dialect }: LayerParts): ReturnType<KerasLayer> {
  const layer = attributes.raw.layer;
  const stored = attributes.raw.backward_layer;
  const name = innerName(layer);
  const config = isRecord(layer) && isRecord(layer.config) ? layer.config : {};
  const reversed = { ...(layer as object), config: { ...config, go_backwards: config.go_backwards !== true } };
  const forward = inner(layer, name.startsWith('forward_') ? name : `forward_${name}`);
  const backward = inner(
    stored ?? reversed,
    isRecord(stored) ? innerName(stored) : `backward_${name.replace(/^forward_/, '')}`,
  );
  const mode = attributes.has('merge_mode')
    ? attributes.choice('merge_mode', ['concat', 'sum', 'ave', 'mul'], 'concat')
    : null;
  const sequences = config.return_sequences === true;
  return (call) => {
    const states = tensorsOf(call.kwargs.initial_state ?? []);
    const half = (from: number) =>
      states.length === 0 ? call : { ...call, kwargs: { initial_state: states.slice(from, from + states.length / 2) } };
    const [ahead, ...aheadStates] = [forward(half(0))].flat() as tf.Tensor[];
    const [behind, ...behindStates] = [backward(half(states.length / 2))].flat() as tf.Tensor[];
    const aligned = sequences ? behind!.reverse(1) : behind!;
    const merged = dialect === 'keras2' && attributes.raw.merge_mode === undefined ? 'concat' : mode;
    return [...merge(ahead!, aligned, merged), ...aheadStates, ...behindStates];
  };
}

function merge(a: tf.Tensor, b: tf.Tensor, mode: 'concat' | 'sum' | 'ave' | 'mul' | null): tf.Tensor[] {
  switch (mode) {
    case 'concat':
      return [tf.concat([a, b], a.rank - 1)];
    case 'sum':
      return [a.add(b)];
    case 'ave':
      return [a.add(b).div(2)];
    case 'mul':
      return [a.mul(b)];
    case null:
      return [a, b];
  }
}
