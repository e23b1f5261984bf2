// Registers tfjs's wasm backend; CommonJS for the reason given in tfjs.cjs.
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');

exports.setWasmPaths = setWasmPaths;
