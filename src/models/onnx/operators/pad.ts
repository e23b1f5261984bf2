import {
  axisOf,
  type Call,
  constantInput,
  input,
  integers,
  type Operator,
  onDevice,
  rankOf,
  refuse,
  textOf,
} from '../call.js';
import { broadcastHost, concatHost } from '../hostArrays.js';
import { deviceValue, type HostValue, hostValue, shapeOf, type Value } from '../values.js';
import { concatDevice, padTensor, sliceAxis } from './pieces.js';

/** Number of entries to add along one axis. */
interface Padding {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** Negative pads crop first. */
const pad: Operator = (call) => {
  const value = input(call, 0);
  const pads = integers(call, 1, 'pads') ?? refuse(call, 'pads', 'none');
  const axes = integers(call, 3, 'axes') ?? shapeOf(value).map((_, axis) => axis);
  const mode = textOf(call, 'mode', 'constant');
  const filler = constantInput(call, 2, 'a constant value')?.data[0] ?? 0;
  return axes.reduce<Value>((x, given, at) => {
    const axis = axisOf(call, given, rankOf(value));
    const [before, after] = [pads[at]!, pads[at + axes.length]!];
    const kept = crop(x, axis, { before, after });
    const added = { axis, before: Math.max(before, 0), after: Math.max(after, 0) };
    if (added.before === 0 && added.after === 0) return kept;
    return mode === 'constant' ? fill(kept, added, filler) : copy(call, kept, { ...added, mode });
  }, value);
};

function crop(x: Value, axis: number, { before, after }: { readonly before: number; readonly after: number }): Value {
  const start = Math.max(-before, 0);
  return sliceAxis(x, axis, { start, step: 1, count: shapeOf(x)[axis]! - start - Math.max(-after, 0) });
}

function fill(x: Value, { axis, before, after }: Padding, filler: number): Value {
  if (x.kind === 'device') {
    return deviceValue(padTensor(x.tensor, x.order.indexOf(axis), [before, after], filler), x.order);
  }
  const part = (count: number) =>
    broadcastHost(
      hostValue(x.type, [], [filler]),
      x.shape.map((side, at) => (at === axis ? count : side)),
    );
  return concatHost([part(before), x, part(after)], axis);
}

/** The source index of each padded entry, by mode. */
const sources: Readonly<Record<string, (place: number, side: number) => number>> = {
  edge: (place, side) => Math.min(Math.max(place, 0), side - 1),
  reflect: (place, side) => (place < 0 ? -place : place >= side ? 2 * (side - 1) - place : place),
  wrap: (place, side) => ((place % side) + side) % side,
};

function copy(call: Call, x: Value, { axis, before, after, mode }: Padding & { readonly mode: string }): Value {
  const source = sources[mode] ?? refuse(call, `mode constant, ${Object.keys(sources).join(', ')}`, mode);
  const side = shapeOf(x)[axis]!;
  if (mode === 'reflect' && Math.max(before, after) >= side) refuse(call, `pads below ${side}`, `${before}, ${after}`);
  const places = (start: number, count: number) => Array.from({ length: count }, (_, at) => source(start + at, side));
  const parts = [runs(x, axis, places(-before, before)), [x], runs(x, axis, places(side, after))].flat();
  const hosts = parts.filter((part): part is HostValue => part.kind === 'host');
  return x.kind === 'host'
    ? concatHost(hosts, axis)
    : concatDevice(
        parts.map((part) => onDevice(call, part)),
        axis,
      );
}

/** Entries at consecutive increasing, decreasing or constant indices, as slices. */
function runs(x: Value, axis: number, places: readonly number[]): Value[] {
  const slices: Value[] = [];
  let from = 0;
  while (from < places.length) {
    const step = from + 1 < places.length ? places[from + 1]! - places[from]! : 1;
    let to = from + 1;
    while (Math.abs(step) === 1 && to < places.length && places[to]! - places[to - 1]! === step) to++;
    slices.push(sliceAxis(x, axis, { start: places[from]!, step: to - from === 1 ? 1 : step, count: to - from }));
    from = to;
  }
  return slices;
}

export const padOperators = { Pad: pad } satisfies Record<string, Operator>;
