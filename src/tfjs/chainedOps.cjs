// The methods of tensors that call ops, such as `x.mul(y)`. In Node only the union package @tensorflow/tfjs adds them.

/** Ops whose method has the op's name and its parameters after the first. */
const sameName = `
  abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo
  cast ceil clipByValue conv1d conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace depthwiseConv2d dilation2d div
  divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft
  irfft isFinite isInf isNaN leakyRelu less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax
  logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul
  neg norm notEqual oneHot onesLike pad pool pow prelu prod reciprocal relu relu6 reshape reverse rfft round rsqrt selu
  separableConv2d sigmoid sign sin sinh slice softmax softplus spaceToBatchND split sqrt square squaredDifference
  squeeze step stridedSlice sub sum tan tanh tile topk transpose unique unsortedSegmentSum unstack zerosLike
`;

/** Adds the methods to tfjs-core's tensors; those that are there already stay. */
exports.addChainedOps = function addChainedOps(core) {
  const methods = Object.fromEntries(
    sameName
      .trim()
      .split(/\s+/)
      .map((name) => [name, core[name]]),
  );
  Object.assign(methods, shapes(core), joins(core), {
    asType: core.cast,
    toBool: (x) => core.cast(x, 'bool'),
    toFloat: (x) => core.cast(x, 'float32'),
    toInt: (x) => core.cast(x, 'int32'),
    resizeBilinear: core.image.resizeBilinear,
    resizeNearestNeighbor: core.image.resizeNearestNeighbor,
    where: (x, condition, y) => core.where(condition, x, y),
  });
  for (const [name, op] of Object.entries(methods)) {
    core.Tensor.prototype[name] ??= function chained(...operands) {
      this.throwIfDisposed();
      return op(this, ...operands);
    };
  }
};

function shapes({ reshape, util }) {
  const toRank = (x, ...shape) => reshape(x, shape);
  return {
    as1D: (x) => reshape(x, [x.size]),
    flatten: (x) => reshape(x, [x.size]),
    reshapeAs: (x, other) => reshape(x, other.shape),
    asScalar(x) {
      util.assert(x.size === 1, () => `A tensor of ${x.size} elements is not a scalar.`);
      return reshape(x, []);
    },
    ...{ as2D: toRank, as3D: toRank, as4D: toRank, as5D: toRank },
  };
}

function joins({ concat, stack, Tensor }) {
  const all = (x, others) => [x, ...(others instanceof Tensor ? [others] : others)];
  return {
    concat: (x, others, axis) => concat(all(x, others), axis),
    stack: (x, others, axis) => stack(all(x, others), axis),
  };
}
