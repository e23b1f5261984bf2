import { registerKernel } from '../bindings/kernelRegistry.js';
import { pooledShape, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import { runPool } from '../pooling/wasm.js';
import * as names from './names.js';

/** Registers mixed pooling and its gradients for the wasm backend. */
export function registerMixedPoolWasm(): void {
  const backend = 'wasm';
  registerKernel<names.ForwardInputs, SquarePool>({
    name: names.forward,
    backend,
    run: (tensors, pool) => {
      const geometry = squarePoolGeometry(names.forward, tensors.x.shape, pool);
      return runPool({ kernel: 'mixedPool', geometry, tensors, result: 'y', shape: pooledShape(geometry) });
    },
  });
  registerKernel<names.InputGradientInputs, SquarePool>({
    name: names.inputGradient,
    backend,
    run: (tensors, pool) => {
      const { shape } = tensors.x;
      const geometry = squarePoolGeometry(names.inputGradient, shape, pool);
      return runPool({ kernel: 'mixedPoolGradient', geometry, tensors, result: 'dx', shape });
    },
  });
  registerKernel<names.MixtureGradientInputs, SquarePool>({
    name: names.mixtureGradient,
    backend,
    run: (tensors, pool) => {
      const geometry = squarePoolGeometry(names.mixtureGradient, tensors.x.shape, pool);
      const shape = [geometry.channels];
      return runPool({ kernel: 'mixedPoolMixtureGradient', geometry, tensors, result: 'dMixture', shape });
    },
  });
}
