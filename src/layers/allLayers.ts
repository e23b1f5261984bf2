// Loading a model needs every layer of ours registered with tfjs, whether or not the program names it.
import './channelNormalization.js';
import './localResponseNormalization.js';
import './mixedPooling2D.js';
import './stochasticPooling2D.js';
import './tiledConv2D.js';
