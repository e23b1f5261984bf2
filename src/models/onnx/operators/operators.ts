import type { Operator } from '../call.js';
import { activationOperators } from './activations.js';
import { arithmeticOperators } from './arithmetic.js';
import { attentionOperators } from './attention.js';
import { clipOperators } from './clip.js';
import { controlOperators } from './control.js';
import { convolutionOperators } from './convolution.js';
import { einsumOperators } from './einsum.js';
import { logicOperators } from './logic.js';
import { normalisationOperators } from './normalisation.js';
import { padOperators } from './pad.js';
import { poolingOperators } from './pooling.js';
import { productOperators } from './products.js';
import { reductionOperators } from './reductions.js';
import { reshapingOperators } from './reshaping.js';
import { resizeOperators } from './resize.js';
import { selectingOperators } from './selecting.js';
import { transposedConvolutionOperators } from './transposedConvolution.js';
import { triangleOperators } from './triangles.js';

const table: Readonly<Record<string, Operator>> = {
  ...activationOperators,
  ...arithmeticOperators,
  ...attentionOperators,
  ...clipOperators,
  ...controlOperators,
  ...convolutionOperators,
  ...einsumOperators,
  ...logicOperators,
  ...normalisationOperators,
  ...padOperators,
  ...poolingOperators,
  ...productOperators,
  ...reductionOperators,
  ...reshapingOperators,
  ...resizeOperators,
  ...selectingOperators,
  ...transposedConvolutionOperators,
  ...triangleOperators,
};

/** The supported ONNX operators by name. */
export const operators: ReadonlyMap<string, Operator> = new Map(Object.entries(table));
