import { execFileSync } from 'node:child_process';
import { wideKernels } from '../../src/kernels/bindings/kernelFiles.js';

/** The vectors that the two sides compute with: ratios depend on them. */
export interface Vectors {
  /** Bits of our kernels' vectors. */
  readonly ours: 128 | 256;
  /** PyTorch's name of what it uses of this processor, such as AVX2 or AVX512. */
  readonly theirs: string;
}

export function vectorsOf(python: string): Vectors {
  const program = 'import torch; print(torch.backends.cpu.get_cpu_capability())';
  const theirs = execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim();
  return { ours: wideKernels().module === null ? 128 : 256, theirs };
}

/** The line printed before the figures. */
export function vectorsLine({ ours, theirs }: Vectors): string {
  const reason = wideKernels().reason;
  return `vectors: ours ${ours} bits${reason === undefined ? '' : ` (${reason})`}, PyTorch's ${theirs}`;
}
