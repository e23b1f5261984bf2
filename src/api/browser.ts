/**
 * The library in browsers: attacks on tfjs models in the page, and the figures of evaluations. `npm run build` bundles it to
 * dist/browser, without Node's modules and with the kernels in it; the packages of tfjs are the page's own.
 *
 * @packageDocumentation
 */

export { setWasmPaths } from '../tfjs/wasmBackend.cjs';
export * from './attacking.js';
export * from './measures.js';
