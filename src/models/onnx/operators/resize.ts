import {
  axisOf,
  type Call,
  constantInput,
  input,
  integers,
  numberOf,
  numbersOf,
  type Operator,
  onDevice,
  rankOf,
  refuse,
  textOf,
} from '../call.js';
import { type DeviceValue, shapeOf } from '../values.js';
import { type Interpolation, interpolationMatrix } from './interpolation.js';
import { applyMatrix } from './pieces.js';

/** One axis after another, each by a matrix of weights: exact in every mode, including gradients. */
const resize: Operator = (call) => {
  const value = onDevice(call, input(call, 0));
  const rank = rankOf(value);
  const axes = (numbersOf(call, 'axes') ?? [...Array(rank).keys()]).map((axis) => axisOf(call, axis, rank));
  const sides = axes.map((axis) => shapeOf(value)[axis]!);
  const targets = targetsOf(call, sides);
  return axes.reduce<DeviceValue>((x, axis, at) => {
    const { length, scale } = targets[at]!;
    const side = sides[at]!;
    if (length === side && scale === 1) return x;
    const rule = { ...ruleOf(call), side, length, scale };
    const matrix = call.constants.share(`resize ${Object.values(rule).join()}`, () => interpolationMatrix(rule));
    return applyMatrix(call, x, { axis, matrix });
  }, value);
};

interface Target {
  readonly length: number;
  /** New length divided by old length, from the file or from the lengths. */
  readonly scale: number;
}

function targetsOf(call: Call, sides: readonly number[]): Target[] {
  const scales = constantInput(call, 2, 'scales');
  if (scales !== undefined && scales.data.length > 0) {
    return sides.map((side, at) => ({ length: Math.floor(side * scales.data[at]!), scale: scales.data[at]! }));
  }
  const sizes = integers(call, 3, 'sizes') ?? refuse(call, 'scales or sizes', 'neither');
  const policy = textOf(call, 'keep_aspect_ratio_policy', 'stretch');
  if (policy === 'stretch') return sides.map((side, at) => ({ length: sizes[at]!, scale: sizes[at]! / side }));
  const ratios = sides.map((side, at) => sizes[at]! / side);
  const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  return sides.map((side) => ({ length: Math.round(side * scale), scale }));
}

const modes = ['nearest', 'linear', 'cubic'] as const;
const coordinates = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_half_pixel_for_nn',
] as const;
const roundings = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const;

function ruleOf(call: Call): Omit<Interpolation, 'side' | 'length' | 'scale'> {
  return {
    mode: oneOf(call, { name: 'mode', values: modes, fallback: 'nearest' }),
    coordinate: oneOf(call, { name: 'coordinate_transformation_mode', values: coordinates, fallback: 'half_pixel' }),
    rounding: oneOf(call, { name: 'nearest_mode', values: roundings, fallback: 'round_prefer_floor' }),
    cubicCoefficient: numberOf(call, 'cubic_coeff_a', -0.75),
    excludesOutside: numberOf(call, 'exclude_outside', 0) === 1,
    antialias: numberOf(call, 'antialias', 0) === 1,
  };
}

function oneOf<T extends string>(
  call: Call,
  { name, values, fallback }: { readonly name: string; readonly values: readonly T[]; readonly fallback: T },
): T {
  const text = textOf(call, name, fallback);
  return values.find((value) => value === text) ?? refuse(call, `${name} ${values.join(', ')}`, text);
}

export const resizeOperators = { Resize: resize } satisfies Record<string, Operator>;
