import { type Call, numberOf, numbersOf, refuse, textOf } from '../call.js';

/** The windows along one spatial axis, in entries. */
export interface Window {
  /** Number of entries in the window, without dilation. */
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before and after; `after` is negative if the last entries are in no window. */
  readonly before: number;
  readonly after: number;
  /** Padding after, as stated in the file, without the part added by `ceil_mode`. */
  readonly stated: number;
  /** Number of windows. */
  readonly count: number;
}

/** Number of entries from the first to the last of a dilated window. */
export function spanOf({ size, dilation }: Pick<Window, 'size' | 'dilation'>): number {
  return (size - 1) * dilation + 1;
}

/** Windows over the spatial sides of an input, by the attributes shared by convolutions and pooling. */
export function windowsOf(call: Call, sides: readonly number[], kernelShape: readonly number[]): Window[] {
  const strides = numbersOf(call, 'strides') ?? sides.map(() => 1);
  const dilations = numbersOf(call, 'dilations') ?? sides.map(() => 1);
  const pads = numbersOf(call, 'pads') ?? [...sides, ...sides].map(() => 0);
  const ceils = numberOf(call, 'ceil_mode', 0) === 1;
  return sides.map((side, axis) => {
    const window = { size: kernelShape[axis]!, stride: strides[axis]!, dilation: dilations[axis]! };
    const [before, after] = padding(call, side, { ...window, pads: [pads[axis]!, pads[axis + sides.length]!] });
    const room = side + before + after - spanOf(window);
    if (room < 0) refuse(call, 'a window that fits', `${spanOf(window)} entries in ${side + before + after}`);
    let count = (ceils ? Math.ceil : Math.floor)(room / window.stride) + 1;
    // A last window that would start in the padding after the input is left out.
    if (ceils && (count - 1) * window.stride >= side + before) count--;
    const needed = (count - 1) * window.stride + spanOf(window);
    return { ...window, before, after: needed - side - before, stated: after, count };
  });
}

type Placed = Pick<Window, 'size' | 'stride' | 'dilation'> & { readonly pads: readonly [number, number] };

function padding(call: Call, side: number, { pads, ...window }: Placed): readonly [number, number] {
  const mode = textOf(call, 'auto_pad', 'NOTSET');
  if (mode === 'NOTSET' || mode === '') return pads;
  if (mode === 'VALID') return [0, 0];
  const count = Math.ceil(side / window.stride);
  const total = Math.max(0, (count - 1) * window.stride + spanOf(window) - side);
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  if (mode === 'SAME_UPPER') return [less, more];
  return mode === 'SAME_LOWER' ? [more, less] : refuse(call, 'auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER', mode);
}
