// In browsers: the compiled kernels are part of the bundle.
import relaxed from '../../dist/kernels/relaxed.wasm';
import simd from '../../dist/kernels/simd.wasm';

const builds = { relaxed, simd };

export const readBuild = (build) => builds[build];
export const buildPath = (build) => `the ${build} kernels of rapa/browser`;
/** Browsers have no flags. */
export const enableRelaxedSimd = () => {};
export const wideKernels = () => ({ module: null, reason: 'browsers have no flags' });
export const warnOfFault = (fault) => console.warn(fault);
