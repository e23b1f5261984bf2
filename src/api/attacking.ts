/** Attacks in the caller's process. Shared by both entries of the library. */
export { UserError, type UserErrorParts } from '../base/errors.js';
export { describeGradientCheck, type GradientCheck } from '../contract/gradientCheck.js';
export { type EngineInfo, startEngine } from '../kernels/engine.js';
export type { LoadedModel } from '../models/loadedModel.js';
export { type AttackOptions, type AttackRequest, type AttackResult, attack } from './attack.js';
export type { AttackName, WrittenSettings } from './attackSettings.js';
export { type AttackableModel, type ModelFunction, openModel } from './inProcessModel.js';
