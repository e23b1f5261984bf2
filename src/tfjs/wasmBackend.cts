// Registers tfjs's wasm backend; required for the reason in tfjs.cts.
require('@tensorflow/tfjs-backend-wasm');
