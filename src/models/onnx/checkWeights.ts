import { UserError } from '../../base/errors.js';
import type { OnnxModel } from './graph.js';

/** Operators whose constants are trained weights. In other constants minus infinity is valid, for example in a mask. */
const weighted = /^(Conv|ConvTranspose|Gemm|MatMul|BatchNormalization|InstanceNormalization|LayerNormalization)$/;

/** Throws `UserError` for weights that are NaN or infinite. */
export function checkWeights(file: string, { graph }: OnnxModel): void {
  const names = new Set(graph.nodes.filter(({ op }) => weighted.test(op)).flatMap(({ inputs }) => inputs));
  for (const name of names) {
    const value = graph.initializers.get(name);
    if (value === undefined || value.type === 'int' || value.type === 'bool') continue;
    const bad = value.data.findIndex((number) => !Number.isFinite(number));
    if (bad < 0) continue;
    throw new UserError({
      where: `${file}, weight '${name}'`,
      expected: 'finite numbers',
      found: `${value.data[bad]} at position ${bad} of ${value.data.length}`,
      remedy: 'the training diverged or the file is damaged: train or export the model again',
    });
  }
}
