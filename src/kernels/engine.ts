import { type BackendChoice, type BackendName, backendNames } from '../base/backends.js';
import tf from '../tfjs/tfjs.cjs';
import '../tfjs/wasmBackend.cjs';
import { UserError } from '../base/errors.js';
import { registerAnalogConvolutionCpu, registerAnalogConvolutionTensorflow } from './analogConvolution/cpu.js';
import { registerAnalogConvolutionWasm } from './analogConvolution/wasm.js';
import { registerAveragePoolCpu } from './averagePool/cpu.js';
import { registerAveragePoolWasm } from './averagePool/wasm.js';
import { limitHeap } from './bindings/heapLimit.js';
import { type KernelBuild, warnOfFault, wideKernels } from './bindings/kernelFiles.js';
import { bestBuild, openKernels, useKernels } from './bindings/kernelModule.js';
import { isTensorflowLoaded, loadTensorflow } from './bindings/tensorflowModule.js';
import { throwXnnpackFaults } from './bindings/xnnpackFaults.js';
import { registerConv2dWasm } from './conv2d/wasm.js';
import { registerConvolutionChainWasm } from './convolutionChain/wasm.js';
import { registerConvolutionStageWasm } from './convolutionStage/wasm.js';
import { registerDepthwiseConv2dWasm } from './depthwiseConv2d/wasm.js';
import { registerElementwiseWasm } from './elementwise/wasm.js';
import { registerFinishedConvolutionWasm } from './finishedConvolution/wasm.js';
import { registerCorrectedGradients } from './gradients/registerGradients.js';
import { registerIdentityWasm } from './identity/wasm.js';
import { registerMatMulWasm } from './matMul/wasm.js';
import { registerMaxPoolWasm } from './maxPool/wasm.js';
import { registerMixedPoolCpu } from './mixedPool/cpu.js';
import { registerMixedPoolGradient } from './mixedPool/mixedPool.js';
import { registerMixedPoolTensorflow } from './mixedPool/tensorflow.js';
import { registerMixedPoolWasm } from './mixedPool/wasm.js';
import { registerMomentumStepWasm } from './momentumStep/wasm.js';
import { registerRandomAssignmentWasm } from './randomAssignment/wasm.js';
import { registerCorrectedKernels } from './registerCorrectedKernels.js';
import { registerResponseNormalizationWasm } from './responseNormalization/wasm.js';
import { registerStochasticPoolCpu } from './stochasticPool/cpu.js';
import { registerStochasticPoolGradients } from './stochasticPool/stochasticPool.js';
import { registerStochasticPoolTensorflow } from './stochasticPool/tensorflow.js';
import { registerStochasticPoolWasm } from './stochasticPool/wasm.js';
import { registerTiledConv2dCpu } from './tiledConv2d/cpu.js';
import { registerTiledConv2dTensorflow } from './tiledConv2d/tensorflow.js';
import { registerTiledConv2dGradient } from './tiledConv2d/tiledConv2d.js';
import { registerTiledConv2dWasm } from './tiledConv2d/wasm.js';
import { differingTrial } from './trials/differingTrial.js';
import { selfTest } from './trials/selfTest.js';

export interface EngineInfo {
  readonly backend: BackendName;
  /** `relaxed SIMD, 256 bits`, `relaxed SIMD`, `SIMD` or `none`. */
  readonly simd: string;
  /** Why vectors of 256 bits are off although the engine has them. */
  readonly fault?: string;
}

const simdNames = {
  wide: 'relaxed SIMD, 256 bits',
  relaxed: 'relaxed SIMD',
  simd: 'SIMD',
} satisfies Record<KernelBuild, string>;

/** Whether tfjs-node was loaded when our gradients were registered; null before that. */
let gradientsRegisteredWithTensorflow: boolean | null = null;
const started = new Map<BackendName, EngineInfo>();

/**
 * Makes a backend tfjs's current one, with our kernels registered; `auto` means wasm. May be called again, also for
 * another backend. Throws a `UserError` if the backend is not available. On wasm, tensors beyond `memoryBytes` throw
 * `AllocationFailure`.
 */
export async function startEngine(choice: BackendChoice, memoryBytes?: number): Promise<EngineInfo> {
  const backend = choice === 'auto' ? backendNames[0] : choice;
  if (backend === 'tensorflow') requireTensorflow();
  tf.enableProdMode(); // skips checks in every op and an advertisement for another backend
  await setBackend(backend);
  registerGradients();
  if (backend === 'wasm') limitHeap(memoryBytes ?? Number.POSITIVE_INFINITY);
  const info = started.get(backend) ?? start(backend);
  started.set(backend, info);
  return info;
}

/** Once, and once more after tfjs-node is loaded: its import of tfjs registers tfjs's gradients again. */
function registerGradients(): void {
  if (gradientsRegisteredWithTensorflow === isTensorflowLoaded()) return;
  gradientsRegisteredWithTensorflow = isTensorflowLoaded();
  registerTiledConv2dGradient();
  registerStochasticPoolGradients();
  registerMixedPoolGradient();
  registerCorrectedGradients();
}

function start(backend: BackendName): EngineInfo {
  registerCorrectedKernels(backend);
  return starts[backend]();
}

function startWasm(): EngineInfo {
  registerTiledConv2dWasm();
  registerConvolutionStageWasm();
  registerAnalogConvolutionWasm();
  registerConv2dWasm();
  registerDepthwiseConv2dWasm();
  registerConvolutionChainWasm();
  registerFinishedConvolutionWasm();
  registerMatMulWasm();
  registerIdentityWasm();
  registerElementwiseWasm();
  registerMaxPoolWasm();
  registerAveragePoolWasm();
  registerStochasticPoolWasm();
  registerMixedPoolWasm();
  registerResponseNormalizationWasm();
  registerMomentumStepWasm();
  registerRandomAssignmentWasm();
  return { backend: 'wasm', ...useBestKernels() };
}

/** Activates the widest kernels that give the bits of the plain ones. */
function useBestKernels(): Pick<EngineInfo, 'simd' | 'fault'> {
  const build = bestBuild();
  const plain = openKernels(build);
  useKernels(plain);
  if (build !== 'relaxed' || wideKernels().module === null) return { simd: simdNames[build] };
  const wide = openKernels('wide');
  const differing = differingTrial(selfTest(), plain, wide);
  if (differing !== null) {
    const fault = `vectors of 256 bits are off: on this engine they change the result of ${differing.name}`;
    warnOfFault(fault);
    return { simd: simdNames.relaxed, fault };
  }
  useKernels(wide);
  return { simd: simdNames.wide };
}

function startCpu(): EngineInfo {
  registerTiledConv2dCpu();
  registerAnalogConvolutionCpu();
  registerAveragePoolCpu();
  registerStochasticPoolCpu();
  registerMixedPoolCpu();
  return { backend: 'cpu', simd: 'none' };
}

function startTensorflow(): EngineInfo {
  registerTiledConv2dTensorflow();
  registerAnalogConvolutionTensorflow();
  registerStochasticPoolTensorflow();
  registerMixedPoolTensorflow();
  return { backend: 'tensorflow', simd: 'none' };
}

const starts = { tensorflow: startTensorflow, wasm: startWasm, cpu: startCpu } satisfies Record<
  BackendName,
  () => EngineInfo
>;

async function setBackend(backend: BackendName): Promise<void> {
  if (!(await throwXnnpackFaults(() => tf.setBackend(backend))))
    throw new Error(`tfjs cannot start its ${backend} backend`);
  await tf.ready();
}

/** Loads tfjs-node, which is optional. */
function requireTensorflow(): void {
  const state = loadTensorflow();
  if (state.loaded) return;
  throw new UserError({
    where: '--backend tensorflow',
    expected: "TensorFlow's native library, through @tensorflow/tfjs-node",
    found: state.reason,
    remedy: 'run `rapa setup-tensorflow`, or use --backend wasm',
  });
}
