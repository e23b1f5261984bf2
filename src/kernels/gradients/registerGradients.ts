import { batchMatMul } from '../batchMatMul/batchMatMul.js';
import { registerGradient } from '../bindings/kernelRegistry.js';
import { conv3d } from '../conv3d/gradient.js';
import { cumprod, cumsum, prod } from '../cumulative/gradients.js';
import { registerEinsumGradient } from '../einsum/einsum.js';
import { gather, gatherNd, registerTopKGradient, scatterNd, tensorScatterUpdate } from '../gather/gradients.js';
import { registerResizeGradients } from '../resize/gradients.js';
import { batchNormalization } from './batchNormalization.js';
import { binaries } from './binaries.js';
import { conv2d } from './conv2d.js';
import { depthwiseConv2d } from './depthwiseConv2d.js';
import { max, min } from './extremes.js';
import { cast, depthToSpace, stridedSlice, tile } from './layouts.js';
import { mirrorPad } from './mirrorPad.js';
import { elu, sigmoid, softmax, tanh } from './saturating.js';
import { registerZeroGradients } from './zeroGradients.js';

/**
 * Replaces tfjs's wrong, failing or missing gradients on all backends. test/kernels/ops.test.ts compares each with TensorFlow's
 * and with finite differences.
 */
export function registerCorrectedGradients(): void {
  registerEinsumGradient();
  registerResizeGradients();
  registerTopKGradient();
  registerZeroGradients();
  for (const gradient of binaries) registerGradient(gradient);
  registerGradient(batchMatMul);
  registerGradient(batchNormalization);
  registerGradient(cast);
  registerGradient(conv2d);
  registerGradient(conv3d);
  registerGradient(cumprod);
  registerGradient(cumsum);
  registerGradient(depthToSpace);
  registerGradient(depthwiseConv2d);
  registerGradient(elu);
  registerGradient(gather);
  registerGradient(gatherNd);
  registerGradient(max);
  registerGradient(min);
  registerGradient(mirrorPad);
  registerGradient(prod);
  registerGradient(scatterNd);
  registerGradient(sigmoid);
  registerGradient(softmax);
  registerGradient(stridedSlice);
  registerGradient(tanh);
  registerGradient(tensorScatterUpdate);
  registerGradient(tile);
}
