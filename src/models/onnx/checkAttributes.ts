import { type Call, refuse } from './call.js';
import type { AttributeValue, OnnxNode } from './graph.js';

type Kinds = Readonly<Record<string, AttributeValue['kind']>>;

const windows = { auto_pad: 'text', kernel_shape: 'numbers', pads: 'numbers', strides: 'numbers' } as const;
const dilated = { ...windows, dilations: 'numbers' } as const;
const alpha = { alpha: 'number' } as const;
const axis = { axis: 'number' } as const;
const axes = { axes: 'numbers' } as const;
const epsilon = { epsilon: 'number' } as const;
const reduction = { ...axes, keepdims: 'number', noop_with_empty_axes: 'number' } as const;
const standardised = { ...epsilon, stash_type: 'number' } as const;

/**
 * Allowed attributes of the operators in opsets 11 to 23, with the types that the operators read. momentum, ratio, seed, saturate
 * and softmax_precision have no effect here, nor have storage_order, qk_matmul_output_mode and extrapolation_value, which only
 * matter for unsupported outputs or modes. Operators that are not listed have no attributes.
 */
const attributes: Readonly<Record<string, Kinds>> = {
  Attention: {
    is_causal: 'number',
    kv_num_heads: 'number',
    q_num_heads: 'number',
    qk_matmul_output_mode: 'number',
    scale: 'number',
    softcap: 'number',
    softmax_precision: 'number',
  },
  AveragePool: { ...dilated, ceil_mode: 'number', count_include_pad: 'number' },
  BatchNormalization: { ...epsilon, momentum: 'number', training_mode: 'number' },
  Cast: { saturate: 'number', to: 'number' },
  CastLike: { saturate: 'number' },
  Celu: alpha,
  Concat: axis,
  Constant: {
    value: 'tensor',
    value_float: 'number',
    value_floats: 'numbers',
    value_int: 'number',
    value_ints: 'numbers',
    value_string: 'text',
    value_strings: 'texts',
  },
  ConstantOfShape: { value: 'tensor' },
  Conv: { ...dilated, group: 'number' },
  ConvTranspose: { ...dilated, group: 'number', output_padding: 'numbers', output_shape: 'numbers' },
  CumSum: { exclusive: 'number', reverse: 'number' },
  DepthToSpace: { blocksize: 'number', mode: 'text' },
  Dropout: { ratio: 'number', seed: 'number' },
  Einsum: { equation: 'text' },
  Elu: alpha,
  Flatten: axis,
  Gather: axis,
  GatherND: { batch_dims: 'number' },
  Gelu: { approximate: 'text' },
  Gemm: { ...alpha, beta: 'number', transA: 'number', transB: 'number' },
  GroupNormalization: { ...standardised, num_groups: 'number' },
  HardSigmoid: { ...alpha, beta: 'number' },
  If: { else_branch: 'graph', then_branch: 'graph' },
  InstanceNormalization: epsilon,
  IsInf: { detect_negative: 'number', detect_positive: 'number' },
  LRN: { ...alpha, beta: 'number', bias: 'number', size: 'number' },
  LayerNormalization: { ...standardised, ...axis },
  LeakyRelu: alpha,
  LogSoftmax: axis,
  LpNormalization: { ...axis, p: 'number' },
  MaxPool: { ...dilated, ceil_mode: 'number', storage_order: 'number' },
  Mod: { fmod: 'number' },
  Pad: { mode: 'text' },
  RMSNormalization: { ...standardised, ...axis },
  ReduceL1: reduction,
  ReduceL2: reduction,
  ReduceLogSum: reduction,
  ReduceLogSumExp: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceSum: reduction,
  ReduceSumSquare: reduction,
  Reshape: { allowzero: 'number' },
  Resize: {
    ...axes,
    antialias: 'number',
    coordinate_transformation_mode: 'text',
    cubic_coeff_a: 'number',
    exclude_outside: 'number',
    extrapolation_value: 'number',
    keep_aspect_ratio_policy: 'text',
    mode: 'text',
    nearest_mode: 'text',
  },
  Selu: { ...alpha, gamma: 'number' },
  Shape: { end: 'number', start: 'number' },
  Softmax: axis,
  SpaceToDepth: { blocksize: 'number' },
  Split: { ...axis, num_outputs: 'number', split: 'numbers' },
  Squeeze: axes,
  Swish: alpha,
  ThresholdedRelu: alpha,
  Transpose: { perm: 'numbers' },
  Trilu: { upper: 'number' },
  Unsqueeze: axes,
};

/** Attributes of which only one value is supported. */
const onlyValues: Readonly<Record<string, number>> = {
  /** Statistics in single precision. */
  stash_type: 1,
};

const checked = new WeakSet<OnnxNode>();

/** Throws `UserError` for a node with an attribute whose name, type or value is not supported. */
export function checkAttributes(call: Call): void {
  const { node } = call;
  if (checked.has(node)) return;
  const known = Object.hasOwn(attributes, node.op) ? attributes[node.op]! : {};
  for (const [name, attribute] of node.attributes) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    const names = Object.keys(known).join(', ');
    if (kind === undefined) refuse(call, names === '' ? 'no attributes' : `attributes among ${names}`, `'${name}'`);
    if (kind !== attribute.kind) refuse(call, `attribute '${name}' as ${kind}`, attribute.kind);
    const only = Object.hasOwn(onlyValues, name) ? onlyValues[name] : undefined;
    if (only !== undefined && attribute.value !== only) {
      refuse(call, `attribute '${name}' of ${only}`, String(attribute.value));
    }
  }
  checked.add(node);
}
