// tfjs can load a model only if all its layers are registered, even if no code uses them.
import './batchNormalization.js';
import './channelNormalization.js';
import './convolution2D.js';
import './localResponseNormalization.js';
import './mixedPooling2D.js';
import './stochasticPooling2D.js';
import './tiledConv2D.js';
