/**
 * Epsilon at which a perturbation of +-epsilon in every one of `dimensions` values has the given SNR in dB relative to a signal
 * of Euclidean norm `signalNorm`: |x| / (sqrt(D) 10^(snr / 20)). Before clipping, which only raises the SNR.
 */
export function epsilonForSnr(signalNorm: number, snrDb: number, dimensions: number): number {
  return signalNorm / (Math.sqrt(dimensions) * 10 ** (snrDb / 20));
}
