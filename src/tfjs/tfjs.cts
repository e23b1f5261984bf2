// TensorFlow.js, loaded by `require`: an `import` first parses megabytes of CommonJS for export names. In every worker this takes
// longer than running them.
import tf = require('@tensorflow/tfjs');

export = tf;
