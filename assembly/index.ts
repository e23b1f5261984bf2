export { assignmentFault } from './convolution/assignmentFault';
export { convolutionBiasGradient, convolutionFilterGradient } from './convolution/filterGradient';
export { convolutionForward } from './convolution/forward';
export { convolutionInputGradient } from './convolution/inputGradient';
