import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

/** Sums in the other direction; tfjs's gradient wrongly transposes the result. */
export const cumsum: Gradient<tf.CumsumAttrs> = {
  name: 'Cumsum',
  inputsToSave: [],
  saveOutput: false,
  gradients: (dy, _, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis < 0 ? axis + dy.rank : axis, exclusive, !reverse),
  }),
};

/**
 * tfjs has none. The gradient of y_j = x_1 ... x_j with respect to x_i is the sum over j of dy_j times the product of the other
 * factors. Computed without division, so it is correct for zero factors; quadratic in the length of the axis.
 */
export const cumprod: Gradient<tf.CumprodAttrs> = {
  name: 'Cumprod',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x], { axis, exclusive, reverse }) => ({
    x: () =>
      tf.tidy(() => {
        const { shape, rank } = x!;
        const place = axis < 0 ? axis + rank : axis;
        const length = shape[place]!;
        const order = [...shape.keys()].filter((at) => at !== place).concat(place);
        const rows = (tensor: tf.Tensor) => {
          const last = tensor.transpose(order).reshape([-1, length]);
          return (reverse ? last.reverse(1) : last) as tf.Tensor2D;
        };
        const factors = rows(x!);
        const slopes = rows(dy);
        const columns = Array.from({ length }, (_, at) => {
          const without = tf.concat(
            [factors.slice([0, 0], [-1, at]), tf.ones([factors.shape[0], 1]), factors.slice([0, at + 1], [-1, -1])],
            1,
          );
          const products = tf.cumprod(without, 1, exclusive) as tf.Tensor2D;
          const first = exclusive ? at + 1 : at; // earlier outputs do not depend on x_i
          if (first === length) return tf.zeros([factors.shape[0]]);
          return products.mul(slopes).slice([0, first], [-1, -1]).sum(1);
        });
        const gradient = tf.stack(columns, 1);
        const turned = (reverse ? gradient.reverse(1) : gradient).reshape(order.map((at) => shape[at]!));
        return turned.transpose(order.map((_, at) => order.indexOf(at)));
      }),
  }),
};

/** tfjs's gradient fails on negative axes and divides. A product is the last cumulative product along the reduced axes. */
export const prod: Gradient<tf.ProdAttrs> = {
  name: 'Prod',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x], { axis }) => ({
    x: () =>
      tf.tidy(() => {
        const { shape } = x!;
        const axes = tf.util.parseAxisParam(axis, shape);
        const order = [...shape.keys()].filter((at) => !axes.includes(at)).concat(axes);
        const length = axes.reduce((product, at) => product * shape[at]!, 1);
        const rows = x!.transpose(order).reshape([-1, length]);
        const before = tf.cumprod(rows, 1, true);
        const others = before.mul(tf.cumprod(rows, 1, true, true));
        const gradient = others.mul(dy.reshape([-1, 1])).reshape(order.map((at) => shape[at]!));
        return gradient.transpose(order.map((_, at) => order.indexOf(at)));
      }),
  }),
};
