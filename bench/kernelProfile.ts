import tf from '../src/tfjs/tfjs.cjs';

/** How the time of a pass is distributed, in ms per run. */
export interface KernelProfile {
  readonly totalMs: number;
  /** Time in kernels of convolutions and their gradients, including fused normalisation and pooling. */
  readonly convolutionMs: number;
  /** Time in each kernel, by its name in tfjs's registry and without the kernels it calls, longest first. */
  readonly kernels: readonly { readonly kernel: string; readonly ms: number; readonly calls: number }[];
  /** Time outside kernels: layers, autodiff and drawing assignments. */
  readonly outsideKernelsMs: number;
}

/** Whether a kernel is a convolution or one of its gradients, with or without fused normalisation and pooling. */
export function isConvolution(kernel: string): boolean {
  return /Conv2D|ConvolutionStage/.test(kernel);
}

/** Runs `run` `runs` times and times every kernel of the wasm backend. */
export function profileKernels(run: () => void, runs: number): KernelProfile {
  const originals = tf.getKernelsForBackend('wasm');
  const clock = new KernelClock();
  for (const original of originals) replaceKernel(clock.around(original));
  try {
    const start = performance.now();
    for (let i = 0; i < runs; i++) run();
    return clock.profile(performance.now() - start, runs);
  } finally {
    for (const original of originals) replaceKernel(original);
  }
}

function replaceKernel(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}

class KernelClock {
  readonly #times = new Map<string, { ms: number; calls: number }>();
  /** For each running kernel, the time spent so far in kernels that it called. */
  readonly #inner: number[] = [];

  around(kernel: tf.KernelConfig): tf.KernelConfig {
    const time = { ms: 0, calls: 0 };
    this.#times.set(kernel.kernelName, time);
    const kernelFunc: tf.KernelFunc = (parameters) => {
      this.#inner.push(0);
      const start = performance.now();
      try {
        return kernel.kernelFunc(parameters);
      } finally {
        const elapsed = performance.now() - start;
        time.ms += elapsed - this.#inner.pop()!;
        time.calls++;
        const caller = this.#inner.length - 1;
        if (caller >= 0) this.#inner[caller]! += elapsed;
      }
    };
    return { ...kernel, kernelFunc };
  }

  profile(totalMs: number, runs: number): KernelProfile {
    const kernels = [...this.#times]
      .filter(([, { calls }]) => calls > 0)
      .map(([kernel, { ms, calls }]) => ({ kernel, ms: ms / runs, calls: calls / runs }))
      .sort((a, b) => b.ms - a.ms);
    const sum = (of: typeof kernels) => of.reduce((total, { ms }) => total + ms, 0);
    return {
      totalMs: totalMs / runs,
      convolutionMs: sum(kernels.filter(({ kernel }) => isConvolution(kernel))),
      kernels,
      outsideKernelsMs: totalMs / runs - sum(kernels),
    };
  }
}
