import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';

// tfjs takes these slopes from the outputs, as y (1 - y). In single precision 1 - y rounds to 0 from an input of about 17 on (tanh: 9),
// where the slope is 4e-8: no direction is left for an attack, which looks like robustness. Taken from the inputs they keep full
// relative precision as far as e^-x can be represented, to about 87.

/** Slope of the sigmoid, e^-|x| / (1 + e^-|x|)^2. */
function sigmoidSlope(x: tf.Tensor): tf.Tensor {
  const power = tf.exp(tf.neg(tf.abs(x)));
  return power.div(power.add(1).square());
}

/** Of 1 / (1 + e^-x). */
export const sigmoid: Gradient<object> = {
  name: 'Sigmoid',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x]) => ({ x: () => tf.tidy(() => dy.mul(sigmoidSlope(x!))) }),
};

/** Of tanh x = 2 sigmoid(2x) - 1. */
export const tanh: Gradient<object> = {
  name: 'Tanh',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x]) => ({ x: () => tf.tidy(() => dy.mul(sigmoidSlope(x!.mul(2)).mul(4))) }),
};

/** Of elu x, e^x - 1 below 0. */
export const elu: Gradient<object> = {
  name: 'Elu',
  inputsToSave: ['x'],
  saveOutput: false,
  gradients: (dy, [x]) => ({ x: () => tf.tidy(() => dy.mul(tf.exp(tf.minimum(x!, 0)))) }),
};

/**
 * Of the softmax over the last axis: y_i (dy_i - sum of y_j dy_j). Subtracting the same number from every dy changes nothing; with that
 * of the greatest y, its own term, next to which the others would be rounded off, is 0.
 */
export const softmax: Gradient<tf.SoftmaxAttrs> = {
  name: 'Softmax',
  inputsToSave: [],
  saveOutput: true,
  gradients: (dy, [y]) => ({
    logits: () =>
      tf.tidy(() => {
        const greatest = y!.equal(tf.max(y!, -1, true)).toFloat();
        const atGreatest = dy.mul(greatest).sum(-1, true).div(greatest.sum(-1, true));
        const rest = dy.sub(atGreatest);
        return y!.mul(rest.sub(rest.mul(y!).sum(-1, true)));
      }),
  }),
};
