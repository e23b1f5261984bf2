/** Figures of evaluations as functions: numbers in, numbers out. Shared by both entries of the library. */
export { clopperPearsonLower } from '../base/clopperPearson.js';
export { accuracyProportion } from '../metrics/accuracyProportion.js';
export { epsilonForSnr } from '../metrics/epsilonForSnr.js';
export { gapReduction } from '../metrics/gapReduction.js';
export { holm } from '../metrics/holm.js';
export { mcnemarExact } from '../metrics/mcnemarExact.js';
export { pairedDifference } from '../metrics/pairedDifference.js';
export { relativeProportion } from '../metrics/relativeProportion.js';
export { areaUnderCurve, medianDistance } from '../metrics/securityCurve.js';
export { snrDb } from '../metrics/snrDb.js';
export { wilsonInterval } from '../metrics/wilsonInterval.js';
export { gap, snr } from './figures.js';
