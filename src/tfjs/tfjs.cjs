// TensorFlow.js without its union package, which is twice as large as all of this and brings WebGL. Plain CommonJS, which the build
// copies: an `import` of tfjs first parses megabytes for export names, which in every worker takes longer than running them.
const core = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers'); // also registers the gradients of all ops: in Node, tfjs-core has none
const converter = require('@tensorflow/tfjs-converter');
require('@tensorflow/tfjs-backend-cpu');
const { addChainedOps } = require('./chainedOps.cjs');

addChainedOps(core);

module.exports = { ...core, ...layers, ...converter };
