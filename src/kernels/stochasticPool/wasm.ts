import { registerKernel } from '../bindings/kernelRegistry.js';
import { pooledShape, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import { runPool } from '../pooling/wasm.js';
import * as names from './names.js';

/** Registers both modes of stochastic pooling, and their gradients, for the wasm backend. */
export function registerStochasticPoolWasm(): void {
  const backend = 'wasm';
  registerKernel<names.DrawInputs, SquarePool>({
    name: names.draw,
    backend,
    run: (tensors, pool) => {
      const geometry = squarePoolGeometry(names.draw, tensors.x.shape, pool);
      return runPool({ kernel: 'stochasticPool', geometry, tensors, result: 'y', shape: pooledShape(geometry) });
    },
  });
  registerKernel<names.WeightedInputs, SquarePool>({
    name: names.weighted,
    backend,
    run: (tensors, pool) => {
      const geometry = squarePoolGeometry(names.weighted, tensors.x.shape, pool);
      return runPool({ kernel: 'weightedPool', geometry, tensors, result: 'y', shape: pooledShape(geometry) });
    },
  });
  registerKernel<names.DrawGradientInputs, SquarePool>({
    name: names.drawGradient,
    backend,
    run: (tensors, pool) => {
      const { shape } = tensors.x;
      const geometry = squarePoolGeometry(names.drawGradient, shape, pool);
      return runPool({ kernel: 'stochasticPoolGradient', geometry, tensors, result: 'dx', shape });
    },
  });
  registerKernel<names.WeightedGradientInputs, SquarePool>({
    name: names.weightedGradient,
    backend,
    run: (tensors, pool) => {
      const { shape } = tensors.x;
      const geometry = squarePoolGeometry(names.weightedGradient, shape, pool);
      return runPool({ kernel: 'weightedPoolGradient', geometry, tensors, result: 'dx', shape });
    },
  });
}
