import tf from '../../../tfjs/tfjs.cjs';
import { einsumProduct } from '../../einsumProduct.js';
import { firstTensor, type KerasLayer, type KerasLayers, unary } from '../kerasLayer.js';
import { activationOf } from './activations.js';
import { finished, layerEnd } from './convolution.js';

/** A layer that does not change its tensor in test mode. */
export const asIs: KerasLayer = () => unary((x) => x.clone());

/** Products, constants, and layers that only affect training. */
export const coreLayers: KerasLayers = {
  Dense: (parts) => {
    const units = parts.attributes.integer('units');
    const kernel = parts.weights.take('kernel', [null, units]);
    const finish = finished(layerEnd(parts, units));
    return unary((x) => {
      const rows = x.rank === 2 ? x : x.reshape([-1, x.shape.at(-1)!]);
      const products = tf.matMul(rows, kernel);
      return finish(x.rank === 2 ? products : products.reshape([...x.shape.slice(0, -1), units]));
    });
  },
  EinsumDense: (parts) => {
    const equation = parts.attributes.text('equation');
    const kernel = parts.weights.take('kernel');
    const bias = parts.attributes.has('bias_axes') ? parts.weights.take('bias') : null;
    const activation = activationOf(parts);
    return unary((x) => {
      const products = einsumProduct(equation, x, kernel);
      return activation(bias === null ? products : products.add(bias));
    });
  },
  Masking: ({ attributes }) => {
    const value = attributes.number('mask_value', 0);
    return ({ args, setMask }) => {
      const x = firstTensor(args);
      // A step is valid if any of its values differs from the mask value. The gradient of `tf.step` is zero.
      const mask = tf.step(tf.max(tf.abs(x.sub(value)), -1));
      const result = x.mul(mask.expandDims(-1));
      setMask(result, mask);
      return result;
    };
  },
  Identity: asIs,
  ActivityRegularization: asIs,
  Dropout: asIs,
  SpatialDropout1D: asIs,
  SpatialDropout2D: asIs,
  SpatialDropout3D: asIs,
  GaussianNoise: asIs,
  GaussianDropout: asIs,
  AlphaDropout: asIs,
};
