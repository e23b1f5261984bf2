// In browsers: the packages of tfjs that the page has, as modules.
import '@tensorflow/tfjs-backend-cpu';
import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { addChainedOps } from '../../src/tfjs/chainedOps.cjs';

addChainedOps(core);

export default { ...core, ...layers, ...converter };
