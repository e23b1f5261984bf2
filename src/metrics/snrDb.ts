/** Signal-to-noise ratio in dB of two Euclidean norms, 20 log10(signal / noise); Infinity without noise (paper, section "Robustness against adversarial examples"). */
export function snrDb(signalNorm: number, noiseNorm: number): number {
  return noiseNorm === 0 ? Number.POSITIVE_INFINITY : 20 * Math.log10(signalNorm / noiseNorm);
}
