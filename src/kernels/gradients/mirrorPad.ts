import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

/** tfjs's gradient drops the padding's part; here it is added to the source pixels, axis by axis. */
export const mirrorPad: Gradient<tf.MirrorPadAttrs> = {
  name: 'MirrorPad',
  inputsToSave: [],
  saveOutput: false,
  gradients: (dy, _, { paddings, mode }) => ({
    x: () =>
      tf.tidy(() => paddings.reduce((sum, padding, axis) => foldAxis(sum, axis, { padding, mode }), dy) as tf.Tensor),
  }),
};

function foldAxis(
  dy: tf.Tensor,
  axis: number,
  { padding: [before, after], mode }: { readonly padding: [number, number]; readonly mode: string },
): tf.Tensor {
  if (before === 0 && after === 0) return dy;
  const length = dy.shape[axis]! - before - after;
  const apart = mode === 'reflect' ? 1 : 0; // reflection does not repeat the border pixel
  const part = (from: number, count: number) => {
    const begin = dy.shape.map((_, at) => (at === axis ? from : 0));
    return tf.slice(
      dy,
      begin,
      dy.shape.map((size, at) => (at === axis ? count : size)),
    );
  };
  const folded = (from: number, count: number, place: number) => {
    const sides = dy.shape.map((_, at): [number, number] => (at === axis ? [place, length - place - count] : [0, 0]));
    return tf.pad(tf.reverse(part(from, count), axis), sides);
  };
  return tf.addN([
    part(before, length),
    ...(before > 0 ? [folded(0, before, apart)] : []),
    ...(after > 0 ? [folded(before + length, after, length - apart - after)] : []),
  ]);
}
