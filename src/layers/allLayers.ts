// tfjs can load a model only if every layer in it is registered, also where no code names the layer.
import './batchNormalization.js';
import './channelNormalization.js';
import './convolution2D.js';
import './localResponseNormalization.js';
import './mixedPooling2D.js';
import './stochasticPooling2D.js';
import './tiledConv2D.js';
