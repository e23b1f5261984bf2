import { clearLines, copyLines, transposeLines } from '../pointwise/panels';
import { KERNEL_DEPTH } from './room';
import { WinogradJob } from './job';
import { kernelLines } from './lines';

/** Transforms the kernels of `columns` columns from `column` on to a panel [36][depth][columns], a few channels at a time. */
export function transformKernels(job: WinogradJob, column: i32, columns: i32, panel: usize): void {
  const rowBytes: usize = columns << 2, planeBytes = <usize>job.depth * rowBytes;
  for (let from = 0; from < job.depth; from += KERNEL_DEPTH) {
    const count = min(KERNEL_DEPTH, job.depth - from), bytes = <usize>count * rowBytes;
    const lines = job.window, half = job.window + 9 * bytes;
    for (let tap = 0; tap < 9; tap++) gather(job, tap, from, count, column, columns, lines + <usize>tap * bytes);
    // Along the columns of the kernel, then along its rows.
    for (let x = 0; x < 3; x++) kernelLines(lines + <usize>x * bytes, 3 * bytes, half + <usize>x * bytes, 3 * bytes, bytes, job.coefficients);
    const target = panel + <usize>from * rowBytes;
    for (let y = 0; y < 6; y++) kernelLines(half + 3 * y * bytes, bytes, target + 6 * y * planeBytes, planeBytes, bytes, job.coefficients);
  }
}

/** One element of the kernels for `count` channels and `columns` columns, padded with zeros. */
function gather(job: WinogradJob, tap: i32, from: i32, count: i32, column: i32, columns: i32, target: usize): void {
  const step: usize = columns << 2;
  for (let part = 0; part < columns; part += 4) {
    const at = column + part, place = target + <usize>(part << 2);
    if (at >= job.width) clearLines(count, place, step);
    else if (job.transposed) {
      const source = job.kernels + (<usize>(((8 - tap) * job.width + at) * job.depth + from) << 2);
      transposeLines(count, source, job.depth << 2, place, step);
    } else {
      const source = job.kernels + (<usize>((tap * job.depth + from) * job.width + at) << 2);
      copyLines(count, source, job.width << 2, place, step);
    }
  }
}
