// Registers tfjs's wasm backend; CommonJS for the reason given in tfjs.cjs.
require('@tensorflow/tfjs-backend-wasm');
