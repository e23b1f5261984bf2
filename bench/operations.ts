import type { Architecture } from '../src/contract/architecture.js';
import { io } from './networks.js';

/** The measured passes of a network. */
export const passes = ['forward', 'input gradient', 'training step'] as const;
export type Pass = (typeof passes)[number];

/** Floating-point operations per image; a multiply-add counts as two. */
export interface Operations {
  /** Operations of the convolutions. */
  readonly convolutions: number;
  /** Operations of the convolutions and the fully connected layer; nothing else is counted. */
  readonly total: number;
}

/**
 * Operations of a pass: the product of each layer once in the forward pass, once for the gradient of its input and once for that
 * of its weights. Training needs no gradient of the pixels. The count does not depend on tiling.
 */
export function operations(architecture: Architecture, pass: Pass): Operations {
  const { layers, dense } = forwardOperations(architecture);
  const products = { forward: 1, 'input gradient': 2, 'training step': 3 }[pass];
  const sum = products * layers.reduce((total, layer) => total + layer, 0);
  const convolutions = pass === 'training step' ? sum - layers[0]! : sum;
  return { convolutions, total: convolutions + products * dense };
}

function forwardOperations({ channels, kernelSize }: Architecture): { layers: number[]; dense: number } {
  let [side, , depth] = io.inputShape;
  const layers: number[] = [];
  for (const filters of channels) {
    layers.push(2 * side ** 2 * kernelSize ** 2 * depth * filters);
    depth = filters;
    side /= 2;
  }
  return { layers, dense: 2 * side ** 2 * depth * io.classes };
}
