import tf from '../../../tfjs/tfjs.cjs';
import { axisOf, type Call, input, numberOf, type Operator, onDevice, rankOf, textOf } from '../call.js';
import { arrange, reshape } from '../layout.js';
import { type DeviceValue, deviceValue, shapeOf, sizeOf } from '../values.js';
import { align } from './align.js';
import { flat } from './flat.js';

function activation(f: (x: tf.Tensor, call: Call) => tf.Tensor): Operator {
  return (call) => {
    const { tensor, order } = onDevice(call, input(call, 0));
    return deviceValue(f(tensor, call), order);
  };
}

/** The negative part of x, with slope 0 for positive x: keeps exponentials and therefore gradients finite. */
const negativePart = (x: tf.Tensor) => x.neg().relu().neg();

const elu = (x: tf.Tensor, alpha: number, beta = 1) => x.relu().add(negativePart(x).div(beta).exp().sub(1).mul(alpha));

/** log(1 + e^x) without overflow. Its slope is the sigmoid; that of the composed ops would be wrong at 0. */
const softplus = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  const tensor = x as tf.Tensor;
  const value = tensor.relu().add(tensor.abs().neg().exp().log1p());
  return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => dy.mul(saved[0]!.sigmoid()) };
});

const gelu = (x: tf.Tensor, call: Call) =>
  textOf(call, 'approximate', 'none') === 'tanh'
    ? x
        .mul(
          x
            .add(x.square().mul(x).mul(0.044715))
            .mul(Math.sqrt(2 / Math.PI))
            .tanh()
            .add(1),
        )
        .mul(0.5)
    : x.mul(errorFunction(x.mul(Math.SQRT1_2)).add(1)).mul(0.5);

/** Abramowitz and Stegun 7.1.26: accurate to 1.5e-7, about single precision. */
const rational = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592] as const;

/** The error function with its exact slope, 2 / sqrt(pi) e^(-x^2). tfjs-wasm has no kernel for it. */
const errorFunction = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  (save as tf.GradSaveFunc)([x]);
  const size = x.abs();
  const t = tf.scalar(1).div(size.mul(0.3275911).add(1));
  const [first, ...rest] = rational;
  const polynomial = rest.reduce<tf.Tensor>((sum, term) => sum.mul(t).add(term), tf.scalar(first)).mul(t);
  const value = tf.scalar(1).sub(polynomial.mul(size.square().neg().exp())).mul(x.sign());
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => dy.mul(saved[0]!.square().neg().exp()).mul(2 / Math.sqrt(Math.PI)),
  };
});

const hardSigmoid = (x: tf.Tensor, alpha: number, beta: number) => tf.clipByValue(x.mul(alpha).add(beta), 0, 1);

const prelu: Operator = (call) => {
  const { tensors, order } = align(call, [onDevice(call, input(call, 0)), input(call, 1)]);
  const [x, slope] = tensors as [tf.Tensor, tf.Tensor];
  return deviceValue(x.relu().sub(x.neg().relu().mul(slope)), order);
};

/** From opset 13 over one axis; in older opsets over all axes from it on. */
function normalised(f: (x: tf.Tensor) => tf.Tensor): Operator {
  return (call) => {
    const x = onDevice(call, input(call, 0));
    const rank = rankOf(x);
    const axis = axisOf(call, numberOf(call, 'axis', call.opset < 13 ? 1 : -1), rank);
    if (call.opset >= 13 || axis === rank - 1) return alongLast(x, axis, f);
    const shape = shapeOf(x);
    const rows = reshape(x, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
    return reshape(alongLast(rows, 1, f), shape);
  };
}

function alongLast(x: DeviceValue, axis: number, f: (x: tf.Tensor) => tf.Tensor): DeviceValue {
  const order = [...x.order.filter((other) => other !== axis), axis];
  return deviceValue(f(arrange(x, order)), order);
}

const selu = { alpha: 1.6732631921768188, gamma: 1.0507010221481323 } as const;

/** Activations with ONNX's defaults of their attributes. */
export const activationOperators = {
  Celu: activation((x, call) => {
    const alpha = numberOf(call, 'alpha', 1);
    return elu(x, alpha, alpha);
  }),
  Elu: activation((x, call) => elu(x, numberOf(call, 'alpha', 1))),
  Erf: activation((x) => errorFunction(x)),
  Gelu: activation(gelu),
  HardSigmoid: activation((x, call) => hardSigmoid(x, numberOf(call, 'alpha', 0.2), numberOf(call, 'beta', 0.5))),
  HardSwish: activation((x) => x.mul(hardSigmoid(x, 1 / 6, 0.5))),
  LeakyRelu: activation((x, call) =>
    x.relu().sub(
      x
        .neg()
        .relu()
        .mul(numberOf(call, 'alpha', 0.01)),
    ),
  ),
  LogSoftmax: normalised((x) => tf.logSoftmax(x, -1)),
  Mish: activation((x) => x.mul(softplus(x).tanh())),
  PRelu: prelu,
  Relu: activation((x) => x.relu()),
  Selu: activation((x, call) => elu(x, numberOf(call, 'alpha', selu.alpha)).mul(numberOf(call, 'gamma', selu.gamma))),
  Sigmoid: activation((x) => x.sigmoid()),
  Softmax: normalised((x) => tf.softmax(x, -1)),
  Softplus: activation((x) => softplus(x)),
  Softsign: activation((x) => x.div(x.mul(x.sign()).add(1))),
  Swish: activation((x, call) => x.mul(x.mul(numberOf(call, 'alpha', 1)).sigmoid())),
  Tanh: activation((x) => x.tanh()),
  ThresholdedRelu: activation((x, call) => {
    const alpha = numberOf(call, 'alpha', 1);
    return tf.where(flat((all) => all!.greater(alpha), x).toBool(), x, tf.zerosLike(x));
  }),
} satisfies Record<string, Operator>;
