import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput } from '../bindings/wasmHeap.js';
import { tiledGeometry } from '../convolution/geometry.js';
import { writeConvolutionJob } from '../convolution/job.js';
import { writePoolJob } from '../convolution/poolJob.js';
import { checkAssignment } from '../tiledConv2d/checkAssignment.js';
import type * as tiled from '../tiledConv2d/names.js';
import { registerTiledGradientsWasm } from '../tiledConv2d/wasm.js';
import * as names from './names.js';

/** Registers the network's stage and its gradients for the wasm backend. */
export function registerConvolutionStageWasm(): void {
  registerKernel<tiled.ForwardInputs, names.ForwardAttributes>({ name: names.forward, backend: 'wasm', run: forward });
  registerTiledGradientsWasm<names.StageGradientAttributes>(names, (attributes) => attributes);
}

/** The pooled result and, if kept, the convolution's outputs; otherwise these never leave the cache. */
function forward(inputs: tiled.ForwardInputs, attributes: names.ForwardAttributes): tf.TensorInfo[] {
  const { x, assignment } = inputs;
  const geometry = tiledGeometry({ ...attributes, x: x.shape, kernels: inputs.kernels.shape });
  const { batch, outHeight, outWidth, filters } = geometry;
  checkAssignment(assignment, geometry.tiles);
  const relu = attributes.activation === 'relu';
  const shared = assignment.shape[0] === 1;
  const operands = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, addressOf(tensor)]));
  const kept: tf.TensorInfo[] = [];
  const pooled = filledOutput([batch, outHeight >> 1, outWidth >> 1, filters], (result, scratch) => {
    const compute = (y: number) => {
      const pool = writePoolJob(geometry, attributes, { y: result, relu }, scratch);
      kernelModule().convolutionForward(
        writeConvolutionJob('forward', geometry, { ...operands, y, shared, relu, pool }, scratch),
      );
    };
    if (attributes.keepsOutputs) kept.push(filledOutput([batch, outHeight, outWidth, filters], compute));
    else compute(0);
  });
  return [pooled, ...kept];
}
