/** Whether the fast kernels support a response normalisation: its exponent is 1/2, 3/4 or 1, computed by square roots. */
export function isRooted({ beta, depthRadius }: { readonly beta: number; readonly depthRadius: number }): boolean {
  return [0.5, 0.75, 1].includes(beta) && depthRadius >= 0;
}
