// TensorFlow.js, required: an import reads megabytes of CommonJS for the names that they export, which takes longer than
// running them, in every worker.
import tf = require('@tensorflow/tfjs');

export = tf;
