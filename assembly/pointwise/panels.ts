import { COLUMNS } from './block';
import { PointwiseJob } from './job';

/** Copies the kernels into panels of 8 columns, padded with zeros: [panels][depth][8]. */
export function packPanels(job: PointwiseJob): void {
  let panel = job.packed;
  for (let column = 0; column < job.width; column += COLUMNS) {
    const both = job.width - column > 4;
    if (job.transposed) {
      transposeLines(job, job.kernels + (column * job.depth << 2), panel);
      if (both) transposeLines(job, job.kernels + ((column + 4) * job.depth << 2), panel + 16);
      else clearHalf(job, panel + 16);
    } else {
      copyHalf(job, job.kernels + (column << 2), panel);
      if (both) copyHalf(job, job.kernels + ((column + 4) << 2), panel + 16);
      else clearHalf(job, panel + 16);
    }
    panel += (job.depth * COLUMNS) << 2;
  }
}

function copyHalf(job: PointwiseJob, source: usize, target: usize): void {
  for (let k = 0; k < job.depth; k++) {
    v128.store(target, v128.load(source));
    source += job.width << 2;
    target += COLUMNS << 2;
  }
}

function clearHalf(job: PointwiseJob, target: usize): void {
  for (let k = 0; k < job.depth; k++, target += COLUMNS << 2) v128.store(target, f32x4.splat(0));
}

/** Four rows of the kernels become four columns. */
function transposeLines(job: PointwiseJob, source: usize, target: usize): void {
  const bytes = job.depth << 2;
  for (let k = 0; k < job.depth; k += 4) {
    const a = v128.load(source), b = v128.load(source + bytes);
    const c = v128.load(source + 2 * bytes), d = v128.load(source + 3 * bytes);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(target + (COLUMNS << 2), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(target + (COLUMNS << 3), v128.shuffle<f32>(ef, gh, 0, 1, 4, 5));
    v128.store(target + COLUMNS * 12, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7));
    source += 16;
    target += COLUMNS << 4;
  }
}
