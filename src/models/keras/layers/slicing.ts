import type tf from '../../../tfjs/tfjs.cjs';
import type { Argument } from '../kerasLayer.js';

/**
 * Indexes a tensor like Python's brackets: integers, slices of start, stop and step (-1, or at least 1), `...`, and null for a
 * new axis. Throws RangeError for other indices.
 */
export function sliced(x: tf.Tensor, key: Argument): tf.Tensor {
  const parts = filled(Array.isArray(key) ? key : [key], x.rank);
  const begin: number[] = [];
  const size: number[] = [];
  const reversed: number[] = [];
  const shape: number[] = [];
  const steps: number[] = [];
  for (const part of parts) {
    const axis = begin.length;
    const side = x.shape[axis]!;
    if (part === null) {
      shape.push(1);
      continue;
    }
    const range = typeof part === 'number' ? single(part, side) : rangeOf(part, side);
    begin.push(range.start);
    size.push(range.length);
    steps.push(range.step);
    if (range.reverse) reversed.push(axis);
    if (typeof part !== 'number') shape.push(Math.ceil(range.length / range.step));
  }
  const window = x.slice(begin, size);
  const turned = reversed.length === 0 ? window : window.reverse(reversed);
  return stepped(turned, steps).reshape(shape);
}

interface Range {
  readonly start: number;
  readonly length: number;
  readonly step: number;
  readonly reverse: boolean;
}

/** The indices with an entry for every axis. */
function filled(parts: readonly Argument[], rank: number): Argument[] {
  const at = parts.findIndex((part) => isNamed(part, '__ellipsis__'));
  const all = { class_name: '__slice__', config: { start: null, stop: null, step: null } };
  const missing = rank - parts.filter((part, place) => part !== null && place !== at).length;
  const between = Array.from({ length: Math.max(0, missing) }, () => all);
  return at < 0 ? [...parts, ...between] : [...parts.slice(0, at), ...between, ...parts.slice(at + 1)];
}

function isNamed(part: Argument, name: string): boolean {
  return (part as { class_name?: unknown } | null | undefined)?.class_name === name;
}

function single(index: number, side: number): Range {
  return { start: index < 0 ? index + side : index, length: 1, step: 1, reverse: false };
}

function rangeOf(part: Argument, side: number): Range {
  const body = part as { config?: Record<string, unknown>; start?: unknown; stop?: unknown; step?: unknown };
  const { start, stop, step = null } = body.config ?? body;
  const stride = (step ?? 1) as number;
  if (!Number.isInteger(stride) || stride === 0) throw new RangeError(`a step of ${String(step)} in brackets`);
  const place = (value: unknown, fallback: number) => {
    if (value === null || value === undefined) return fallback;
    const index = value as number;
    return Math.min(Math.max(index < 0 ? index + side : index, stride < 0 ? -1 : 0), stride < 0 ? side - 1 : side);
  };
  if (stride > 0) {
    const from = place(start, 0);
    return { start: from, length: Math.max(0, place(stop, side) - from), step: stride, reverse: false };
  }
  const from = place(start, side - 1);
  const end = place(stop, -1);
  return { start: end + 1, length: Math.max(0, from - end), step: -stride, reverse: true };
}

/** Every n-th entry of each axis: reshapes it to rows of `step` entries and keeps the first of each. */
function stepped(x: tf.Tensor, steps: readonly number[]): tf.Tensor {
  return steps.reduce((part, step, axis) => {
    if (step === 1) return part;
    const side = part.shape[axis]!;
    const rows = Math.ceil(side / step);
    const borders = part.shape.map((_, place): [number, number] => [0, place === axis ? rows * step - side : 0]);
    const before = part.shape.slice(0, axis).reduce((product, length) => product * length, 1);
    const after = part.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const lines = part
      .pad(borders)
      .reshape([before, rows, step * after])
      .slice([0, 0, 0], [-1, -1, after]);
    return lines.reshape([...part.shape.slice(0, axis), rows, ...part.shape.slice(axis + 1)]);
  }, x);
}
