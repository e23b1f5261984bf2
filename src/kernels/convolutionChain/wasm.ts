import { kernelModule } from '../bindings/kernelModule.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { addressOf, filledOutput, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import { geometryOf } from '../convolution/geometry.js';
import { writeDepthwiseJob } from '../depthwiseConv2d/job.js';
import { writeFinishJob } from '../finish/finishJob.js';
import { isGathered, writeGatheredJob } from '../gathered/pass.js';
import { writePointwiseJob } from '../pointwise/pass.js';
import { type ChainPlan, type ConvolutionInfo, chainPlan } from './chainPlan.js';
import * as names from './names.js';

const float = 4;

/** Registers chains of convolutions for the wasm backend. */
export function registerConvolutionChainWasm(): void {
  registerKernel<names.ChainInputs, names.ChainAttributes>({
    name: names.forward,
    backend: 'wasm',
    run: (inputs, { links }) => {
      const filters = links.map((_, at) => inputs[`filter${at}`]!.shape);
      const plan = chainPlan(
        inputs.x!.shape,
        links.map((link, at) => ({ ...link, filter: filters[at]! })),
      )!;
      return filledOutput(plan.infos.at(-1)!.outShape, (y, scratch) => {
        kernelModule().chain(writeChainJob(plan, { inputs, links, y }, scratch));
      });
    },
  });
}

interface Operands extends names.ChainAttributes {
  readonly inputs: names.ChainInputs;
  readonly y: number;
}

function writeChainJob(plan: ChainPlan, { inputs, links, y }: Operands, scratch: Scratch): number {
  const { infos, depthwiseAt, expandRows, ringRows, projectRows } = plan;
  const last = infos.length - 1;
  let gathered = 0;
  const jobs = infos.map((info, at) => {
    const ends = { x: at === 0 ? addressOf(inputs.x!) : 0, y: at === last ? y : 0 };
    const finish = finishOf(at);
    const kernels = addressOf(inputs[`filter${at}`]!);
    if (at === depthwiseAt) return writeDepthwiseJob(info, { ...ends, kernels, finish }, scratch);
    const operands = { kernels, results: ends.y, finish };
    if (!isGathered(geometryOf(info))) return writePointwiseJob(sizesOf(info), { ...operands, a: ends.x }, scratch);
    const job = writeGatheredJob(geometryOf(info), { ...operands, x: ends.x }, scratch);
    gathered = job.gathered;
    return job.product;
  });
  const { inWidth, outWidth, inChannels } = infos[depthwiseAt]!;
  return writeJob(scratch, 'ChainJob', {
    expand: depthwiseAt > 0 ? jobs[0]! : 0,
    gathered,
    depthwise: jobs[depthwiseAt]!,
    project: depthwiseAt < last ? jobs[last]! : 0,
    ring: depthwiseAt > 0 ? scratch.take(float * ringRows * inWidth * inChannels) : 0,
    ringRows,
    expandRows,
    band: depthwiseAt < last ? scratch.take(float * projectRows * outWidth * inChannels) : 0,
    projectRows,
  });

  function finishOf(at: number): number {
    const [scale, offset] = [inputs[`scale${at}`], inputs[`offset${at}`]];
    const added = at === last ? inputs.added : undefined;
    const { activation } = links[at]!;
    return writeFinishJob(infos[at]!.outChannels, { scale, offset, added, activation }, scratch, y);
  }
}

function sizesOf({ batchSize, outHeight, outWidth, inChannels, outChannels }: ConvolutionInfo) {
  return { pixels: batchSize * outHeight * outWidth, depth: inChannels, width: outChannels };
}
