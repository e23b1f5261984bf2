// Registers tfjs's wasm backend; uses `require` for the reason given in tfjs.cts.
require('@tensorflow/tfjs-backend-wasm');
