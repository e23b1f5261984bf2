import { PointwiseJob } from './job';
import { panelColumns } from './multiply';

/** Copies the kernels into panels of columns, padded with zeros: [panels][depth][columns]. */
export function packPanels(job: PointwiseJob): void {
  let panel = job.packed;
  for (let column = 0; column < job.width; ) {
    const columns = panelColumns(job.width - column), step: usize = columns << 2;
    for (let part = 0; part < columns; part += 4) {
      const target = panel + <usize>(part << 2), from = column + part;
      if (from >= job.width) clearLines(job.depth, target, step);
      else if (job.transposed) {
        transposeLines(job.depth, job.kernels + <usize>((from * job.depth) << 2), job.depth << 2, target, step);
      } else copyLines(job.depth, job.kernels + <usize>(from << 2), job.width << 2, target, step);
    }
    panel += <usize>job.depth * step;
    column += columns;
  }
}

/** Four columns of `depth` rows, `rowBytes` bytes apart, to rows `step` bytes apart. */
export function copyLines(depth: i32, source: usize, rowBytes: usize, target: usize, step: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    source += rowBytes;
    target += step;
  }
}

/** Zeros in four columns. */
export function clearLines(depth: i32, target: usize, step: usize): void {
  for (let k = 0; k < depth; k++, target += step) v128.store(target, f32x4.splat(0));
}

/** Four rows of `depth` floats, `bytes` bytes apart, become four columns of rows `step` bytes apart. */
export function transposeLines(depth: i32, source: usize, bytes: usize, target: usize, step: usize): void {
  for (let k = 0; k < depth; k += 4) {
    const a = v128.load(source), b = v128.load(source + bytes);
    const c = v128.load(source + 2 * bytes), d = v128.load(source + 3 * bytes);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(target + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(target + 2 * step, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5));
    v128.store(target + 3 * step, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7));
    source += 16;
    target += 4 * step;
  }
}
