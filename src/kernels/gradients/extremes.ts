import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

/** Divides the gradient among equal extremes, like TensorFlow; tfjs gives each of them the whole gradient. */
function extreme<A>(name: 'Max' | 'Min', axesOf: (attributes: A) => number | number[]): Gradient<A> {
  return {
    name,
    inputsToSave: ['x'],
    saveOutput: true,
    gradients: (dy, saved, attributes) => ({
      x: () =>
        tf.tidy(() => {
          const [x, y] = saved as [tf.Tensor, tf.Tensor];
          const axes = tf.util.parseAxisParam(axesOf(attributes), x.shape);
          const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const chosen = x.equal(y.reshape(kept)).toFloat();
          return chosen.mul(dy.reshape(kept).div(chosen.sum(axes, true)));
        }),
    }),
  };
}

export const max = extreme<tf.MaxAttrs>('Max', ({ reductionIndices }) => reductionIndices);
export const min = extreme<tf.MinAttrs>('Min', ({ axis }) => axis);
