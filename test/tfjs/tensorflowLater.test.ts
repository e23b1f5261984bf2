import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';

const gradientOf = (kernel: string) => tf.getGradient(kernel)?.gradFunc.toString();

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!isInstalled())(
  'the corrected gradients stay when tfjs-node, which brings tfjs again, is loaded later',
  async () => {
    await startEngine('cpu');
    const before = ['Max', 'Tile', 'MirrorPad', 'TopK'].map(gradientOf);
    await startEngine('tensorflow');
    expect(['Max', 'Tile', 'MirrorPad', 'TopK'].map(gradientOf)).toEqual(before);
  },
);
