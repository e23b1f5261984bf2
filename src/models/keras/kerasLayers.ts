import type { KerasLayer, KerasLayers, LayerParts } from './kerasLayer.js';
import { activationLayers } from './layers/activations.js';
import { attentionLayers } from './layers/attention.js';
import { convolutionLayers } from './layers/convolution.js';
import { convolutionalLstmLayers } from './layers/convolutionalLstm.js';
import { coreLayers } from './layers/core.js';
import { depthwiseLayers } from './layers/depthwise.js';
import { mergingLayers } from './layers/merging.js';
import { normalizationLayers } from './layers/normalization.js';
import { operationLayers } from './layers/operations.js';
import { poolingLayers } from './layers/pooling.js';
import { preprocessingLayers } from './layers/preprocessing.js';
import { recurrentLayers } from './layers/recurrent.js';
import { resamplingLayers } from './layers/resampling.js';
import { reshapingLayers } from './layers/reshaping.js';
import { transposedConvolutionLayers } from './layers/transposedConvolution.js';

const layers: KerasLayers = {
  ...activationLayers,
  ...attentionLayers,
  ...convolutionLayers,
  ...convolutionalLstmLayers,
  ...coreLayers,
  ...depthwiseLayers,
  ...mergingLayers,
  ...normalizationLayers,
  ...poolingLayers,
  ...preprocessingLayers,
  ...recurrentLayers,
  ...resamplingLayers,
  ...reshapingLayers,
  ...transposedConvolutionLayers,
};

/**
 * All supported classes of layers, including Keras 3's operations. A name used by both (Reshape) is the operation if the
 * configuration has the operation's attributes.
 */
export const kerasLayers: KerasLayers = {
  ...operationLayers,
  ...layers,
  Reshape: either('Reshape', ({ attributes }) => attributes.has('newshape')),
  Normalize: operationLayers.Normalize!,
};

function either(name: string, isOperation: (parts: LayerParts) => boolean): KerasLayer {
  return (parts) => (isOperation(parts) ? operationLayers[name]! : layers[name]!)(parts);
}
