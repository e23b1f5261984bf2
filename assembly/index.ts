// The exports of the module. Functions with a single pointer read a job from there; its class documents the inputs.
export { vectorsRoom } from './analog/job';
export { readingRoom } from './analog/reading';
export { mapsRoom } from './analog/scales';
export { chain } from './chain/chain';
export { assignmentFault } from './convolution/assignmentFault';
export { convolutionBiasGradient } from './convolution/biasGradient';
export { PIXEL_BYTES } from './convolution/collectGradient';
export { convolutionFilterGradient } from './convolution/filterGradient';
export { convolutionForward, PANEL_ROOM } from './convolution/forward';
export { ELEMENT, MOST_PATCHES } from './convolution/forwardBlocks';
export { convolutionInputGradient } from './convolution/inputGradient';
export { ENTRY, groupRoom, TABLE_BYTES } from './convolution/nonzeroLists';
export { POSITION_BYTES } from './convolution/positions';
export { BLOCK, FILTER_BLOCK, FILTER_STRIP, STRIP } from './convolution/runBlocks';
export { depthwiseForward } from './depthwise/forward';
export { depthwiseInputGradient } from './depthwise/inputGradient';
export { ROW_ROOM } from './depthwise/rows';
export {
  ADD, broadcastColumn, broadcastRow, clamp, DIVIDE, elementwise, MAXIMUM, MINIMUM, MULTIPLY, sign, SUBTRACT,
} from './elementwise/broadcast';
export { CONSTANTS_ROOM, HARD_SWISH, SWISH } from './finish/activate';
export { boundedGradient } from './finish/finish';
export { gathered } from './gathered/gathered';
export { scattered } from './gathered/scattered';
export {
  normalizationRoom, responseNormalization, responseNormalizationGradient,
} from './normalization/responseNormalization';
export { normalizedPoolRoom } from './normalization/squareRows';
export { COLUMNS, PRODUCT_ROOM } from './pointwise/multiply';
export { pointwise } from './pointwise/pointwise';
export { averagePool, averagePoolGradient } from './pooling/averagePool';
export { maxPool, maxPoolGradient } from './pooling/maxPool';
export { mixedPool, mixedPoolGradient, mixedPoolMixtureGradient } from './pooling/mixedPool';
export { stochasticPool, stochasticPoolGradient } from './pooling/stochasticPool';
export { weightedPool, weightedPoolGradient } from './pooling/weightedPool';
export { COEFFICIENTS_ROOM } from './winograd/lines';
export { WINDOW_ROOM } from './winograd/room';
export { addFloats, areFinite, divideFloats } from './steps/floats';
export { l1Project, l1Step } from './steps/l1';
export { l2Project, l2Step } from './steps/l2';
export { linfProject, linfStep } from './steps/linf';
export { mixSteps } from './steps/mixture';
export { winograd } from './winograd/winograd';
export { randomAssignment } from './tiling/randomAssignment';
export { momentumStep } from './training/momentumStep';
export { multiplyAddPeak, multiplyAddPeakOperations } from './multiplyAddPeak';
