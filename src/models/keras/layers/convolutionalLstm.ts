import tf from '../../../tfjs/tfjs.cjs';
import type { KerasLayer, KerasLayers, LayerParts } from '../kerasLayer.js';
import { activationOf } from './activations.js';
import { convolveAxes, type Steps, stepsOf } from './convolution.js';
import { type Cell, type Four, recurrent } from './recurrent.js';

/** LSTMs with convolutions instead of matrix products, over sequences [batch, time, sides, channels]. */
export const convolutionalLstmLayers: KerasLayers = {
  ConvLSTM1D: layer(1),
  ConvLSTM2D: layer(2),
  ConvLSTM3D: layer(3),
};

function layer(axes: 1 | 2 | 3): KerasLayer {
  return (parts) => {
    if (parts.attributes.has('data_format')) parts.attributes.choice('data_format', ['channels_last']);
    return recurrent((own) => cellOf(own, axes))(parts);
  };
}

function cellOf(parts: LayerParts, axes: 1 | 2 | 3): Cell {
  const { attributes, weights } = parts;
  const filters = attributes.integer('filters');
  const size = attributes.integers('kernel_size', { length: axes });
  const named = (name: string) => [`*/${name}`, name];
  const kernel = weights.take(named('kernel'), [...size, null, 4 * filters]);
  const recurrentKernel = weights.take(named('recurrent_kernel'), [...size, filters, 4 * filters]);
  const bias = attributes.flag('use_bias', true) ? weights.take(named('bias'), [4 * filters]) : null;
  const activation = activationOf(parts, 'activation', 'tanh');
  const gate = activationOf(parts, 'recurrent_activation', parts.dialect === 'keras3' ? 'sigmoid' : 'hard_sigmoid');
  const ofInput = stepsOf(attributes, axes);
  const ofState: Steps = { strides: Array(axes).fill(1), dilations: Array(axes).fill(1), padding: 'same' };
  const inputs = (x: tf.Tensor) => {
    const y = convolveAxes(x, kernel, ofInput);
    return bias === null ? y : y.add(bias);
  };
  const step: Cell['step'] = (x, [h, c]) => {
    const sum = inputs(x).add(convolveAxes(h!, recurrentKernel, ofState));
    const [input, forget, candidate, output] = tf.split(sum, 4, sum.rank - 1) as Four;
    const carry = gate(forget)
      .mul(c!)
      .add(gate(input).mul(activation(candidate)));
    return [gate(output).mul(activation(carry)), carry];
  };
  const start: Cell['start'] = (x) => {
    const shape = inputs(x).shape;
    const zeros = () => tf.zeros([...shape.slice(0, -1), filters]);
    return [zeros(), zeros()];
  };
  return { start, step };
}
