import type * as names from './names.js';

/**
 * Bias gradients computed along with filter gradients, kept as long as the output gradients they were computed from: tfjs
 * requests one after the other. The data of an id never changes.
 */
class BiasSums {
  readonly #sums = new WeakMap<object, { readonly of: readonly unknown[]; readonly sums: Float32Array }>();

  keep(inputs: names.BiasGradientInputs, attributes: names.TiledAttributes, sums: Float32Array): void {
    this.#sums.set(inputs.dy.dataId, { of: sourceOf(inputs, attributes), sums });
  }

  find(inputs: names.BiasGradientInputs, attributes: names.TiledAttributes): Float32Array | undefined {
    const kept = this.#sums.get(inputs.dy.dataId);
    const same = kept?.of.every((part, index) => part === sourceOf(inputs, attributes)[index]);
    return same ? kept?.sums : undefined;
  }
}

function sourceOf(
  { y, assignment }: names.BiasGradientInputs,
  { activation }: names.TiledAttributes,
): readonly unknown[] {
  return [y.dataId, assignment.dataId, activation];
}

export const biasSums = new BiasSums();
