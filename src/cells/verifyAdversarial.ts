/**
 * Checks adversarial images against what every attack promises, and measures them: finite, inside the box [0, 1] and
 * inside the L-inf ball of their image's epsilon. Returns each image's L2 norm of the perturbation. Throws an error that
 * names the image and the breach; `tolerance` covers the rounding of float32 sums.
 */
export function verifyAdversarial(
  clean: Float32Array,
  adversarial: Float32Array,
  {
    epsilons,
    images,
    tolerance = 1e-6,
  }: {
    readonly epsilons: Float32Array;
    readonly images: readonly number[];
    readonly tolerance?: number;
  },
): Float64Array {
  const perImage = clean.length / images.length;
  const norms = new Float64Array(images.length);
  for (const [position, image] of images.entries()) {
    const limit = epsilons[position]! + tolerance;
    let squares = 0;
    for (let at = position * perImage; at < (position + 1) * perImage; at++) {
      const pixel = adversarial[at]!;
      const change = pixel - clean[at]!;
      if (!(pixel >= 0 && pixel <= 1)) throw new Error(`image ${image}: adversarial pixel ${pixel} outside [0, 1]`);
      if (!(Math.abs(change) <= limit)) {
        throw new Error(`image ${image}: perturbation ${Math.abs(change)} above epsilon ${epsilons[position]}`);
      }
      squares += change * change;
    }
    norms[position] = Math.sqrt(squares);
  }
  return norms;
}
