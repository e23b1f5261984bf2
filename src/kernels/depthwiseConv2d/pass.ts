import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { type Finish, type GradientOperands, writeFinishJob } from '../finish/finishJob.js';
import { writeDepthwiseJob } from './job.js';

type Info = tf.backend_util.Conv2DInfo;

/** y of a depthwise convolution on the wasm heap, finished. */
export function depthwiseForward(
  info: Info,
  { x, filter }: { readonly x: tf.TensorInfo; readonly filter: tf.TensorInfo },
  finish: Finish,
): tf.TensorInfo {
  return filledOutput(info.outShape, (y, scratch) => {
    const job = {
      x: addressOf(x),
      kernels: addressOf(filter),
      y,
      finish: writeFinishJob(info.outChannels, finish, scratch, y),
    };
    kernelModule().depthwiseForward(writeDepthwiseJob(info, job, scratch));
  });
}

/** The gradient with respect to x; nothing follows the sums if `finish` is left out. */
export function depthwiseInputGradient(
  info: Info,
  { dy, filter, y }: GradientOperands,
  finish?: Finish | undefined,
): tf.TensorInfo {
  return filledOutput(info.inShape, (x, scratch) => {
    const job = {
      x,
      kernels: addressOf(filter),
      dy: addressOf(dy),
      y: y === undefined ? 0 : addressOf(y),
      finish: finish === undefined ? 0 : writeFinishJob(info.outChannels, finish, scratch),
    };
    kernelModule().depthwiseInputGradient(writeDepthwiseJob(info, job, scratch));
  });
}
