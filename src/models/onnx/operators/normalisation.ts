import { axisOf, type Call, constantInput, input, numberOf, type Operator, onDevice, rankOf, refuse } from '../call.js';
import { mapHost, reshapeHost } from '../hostArrays.js';
import { reshape } from '../layout.js';
import {
  type DeviceValue,
  deviceValue,
  type HostValue,
  hostValue,
  identityOrder,
  shapeOf,
  type Value,
} from '../values.js';
import { align } from './align.js';
import { applyMatrix } from './pieces.js';
import { reduceDevice, safeRoot } from './reductions.js';

/** x times `scale` plus `bias`, with broadcasting. */
function affine(call: Call, x: DeviceValue, scale: Value | undefined, bias: Value | undefined): DeviceValue {
  const scaled = scale === undefined ? x : combine(call, x, scale, 'mul');
  return bias === undefined ? scaled : combine(call, scaled, bias, 'add');
}

function combine(call: Call, a: DeviceValue, b: Value, operation: 'mul' | 'add' | 'sub' | 'div'): DeviceValue {
  const { tensors, order } = align(call, [a, b]);
  return deviceValue(tensors[0]![operation](tensors[1]!), order);
}

/** Subtracts the mean and divides by the standard deviation over the given axes. */
function standardise(
  call: Call,
  x: DeviceValue,
  { axes, epsilon }: { readonly axes: readonly number[]; readonly epsilon: number },
): DeviceValue {
  const mean = (value: DeviceValue) =>
    reduceDevice(value, axes, { device: (tensor, places) => tensor.mean(places, true), keepsAxes: true });
  const centred = combine(call, x, mean(x), 'sub');
  const variance = mean(deviceValue(centred.tensor.square(), centred.order));
  const deviation = deviceValue(variance.tensor.add(epsilon).sqrt(), variance.order);
  return combine(call, centred, deviation, 'div');
}

/** One number per channel, as [1, channels, 1, ...], for broadcasting over `rank` axes. */
function perChannel(call: Call, value: HostValue, rank: number): HostValue {
  const shape = [1, value.data.length, ...Array<number>(rank - 2).fill(1)];
  return call.constants.derive(value, `channels of ${rank}`, () => reshapeHost(value, shape));
}

function required(call: Call, at: number, what: string): HostValue {
  return constantInput(call, at, what) ?? refuse(call, what, 'none');
}

/** Uses the statistics of training: a product and a sum, whose constants are computed once. */
const batchNormalisation: Operator = (call) => {
  if (numberOf(call, 'training_mode', 0) === 1 || call.node.outputs.slice(1).some((name) => name !== '')) {
    refuse(
      call,
      'a network in evaluation mode: call .eval() before torch.onnx.export',
      'batch normalisation in training mode',
    );
  }
  const x = onDevice(call, input(call, 0));
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((at) => required(call, at, 'statistics'));
  const epsilon = numberOf(call, 'epsilon', 1e-5);
  // One tensor may be used by several nodes, because exporters merge equal ones.
  const names = [...call.node.inputs.slice(1), epsilon].join();
  const factor = call.constants.derive(scale!, `factor ${names}`, () =>
    mapHost('float64', [scale!, variance!], (s, v) => s! / Math.sqrt(v! + epsilon)),
  );
  const shift = call.constants.derive(bias!, `shift ${names}`, () =>
    mapHost('float64', [bias!, mean!, factor], (b, m, f) => b! - m! * f!),
  );
  const rank = rankOf(x);
  return affine(call, x, perChannel(call, factor, rank), perChannel(call, shift, rank));
};

const instanceNormalisation: Operator = (call) => {
  const x = onDevice(call, input(call, 0));
  const rank = rankOf(x);
  const y = standardise(call, x, { axes: identityOrder(rank).slice(2), epsilon: numberOf(call, 'epsilon', 1e-5) });
  const [scale, bias] = [required(call, 1, 'scale'), required(call, 2, 'bias')];
  return affine(call, y, perChannel(call, scale, rank), perChannel(call, bias, rank));
};

/** Scale and bias are per group before opset 21, and per channel from then on. */
const groupNormalisation: Operator = (call) => {
  const x = onDevice(call, input(call, 0));
  const shape = shapeOf(x);
  const groups = numberOf(call, 'num_groups', 1);
  const rows = reshape(x, [shape[0]!, groups, x.tensor.size / (shape[0]! * groups)]);
  const y = standardise(call, rows, { axes: [2], epsilon: numberOf(call, 'epsilon', 1e-5) });
  const [scale, bias] = [required(call, 1, 'scale'), required(call, 2, 'bias')];
  if (call.opset < 21) {
    return reshape(affine(call, y, perChannel(call, scale, 3), perChannel(call, bias, 3)), shape);
  }
  const back = reshape(y, shape);
  return affine(call, back, perChannel(call, scale, shape.length), perChannel(call, bias, shape.length));
};

const layerNormalisation: Operator = (call) => {
  if (call.node.outputs.slice(1).some((name) => name !== '')) refuse(call, 'one output', 'mean and deviation besides');
  const x = onDevice(call, input(call, 0));
  const rank = rankOf(x);
  const axes = identityOrder(rank).slice(axisOf(call, numberOf(call, 'axis', -1), rank));
  const y = standardise(call, x, { axes, epsilon: numberOf(call, 'epsilon', 1e-5) });
  return affine(call, y, call.inputs[1], call.inputs[2]);
};

const rootMeanSquare: Operator = (call) => {
  const x = onDevice(call, input(call, 0));
  const rank = rankOf(x);
  const axes = identityOrder(rank).slice(axisOf(call, numberOf(call, 'axis', -1), rank));
  const device = (tensor: DeviceValue['tensor'], places: number[]) =>
    tensor
      .square()
      .mean(places, true)
      .add(numberOf(call, 'epsilon', 1e-5))
      .sqrt();
  return affine(
    call,
    combine(call, x, reduceDevice(x, axes, { device, keepsAxes: true }), 'div'),
    call.inputs[1],
    undefined,
  );
};

const lpNormalisation: Operator = (call) => {
  const x = onDevice(call, input(call, 0));
  const axis = axisOf(call, numberOf(call, 'axis', -1), rankOf(x));
  const one = numberOf(call, 'p', 2) === 1;
  const device = (tensor: DeviceValue['tensor'], places: number[]) =>
    one ? tensor.mul(tensor.sign()).sum(places, true) : safeRoot(tensor.square().sum(places, true));
  return combine(call, x, reduceDevice(x, [axis], { device, keepsAxes: true }), 'div');
};

/** Over neighbouring channels: the sum of squares is a product with a band matrix of ones. */
const localResponse: Operator = (call) => {
  const x = onDevice(call, input(call, 0));
  const channels = shapeOf(x)[1]!;
  const size = numberOf(call, 'size', 1);
  const before = Math.floor((size - 1) / 2);
  const matrix = call.constants.share(`band ${channels} ${size}`, () => {
    const band = Float32Array.from({ length: channels ** 2 }, (_, at) => {
      const distance = (at % channels) - Math.floor(at / channels);
      return Number(distance >= -before && distance <= size - 1 - before);
    });
    return hostValue('float32', [channels, channels], band);
  });
  const sums = applyMatrix(call, deviceValue(x.tensor.square(), x.order), { axis: 1, matrix });
  const [alpha, beta, bias] = [numberOf(call, 'alpha', 1e-4), numberOf(call, 'beta', 0.75), numberOf(call, 'bias', 1)];
  const root = sums.tensor
    .mul(alpha / size)
    .add(bias)
    .pow(beta);
  return combine(call, x, deviceValue(root, sums.order), 'div');
};

/** Normalisations. */
export const normalisationOperators = {
  BatchNormalization: batchNormalisation,
  GroupNormalization: groupNormalisation,
  InstanceNormalization: instanceNormalisation,
  LayerNormalization: layerNormalisation,
  LpNormalization: lpNormalisation,
  LRN: localResponse,
  RMSNormalization: rootMeanSquare,
} satisfies Record<string, Operator>;
