import { PointwiseJob } from './job';
import { panelColumns } from './multiply';

/** Rows of a panel that are filled together: they stay in the first-level cache while their columns come, four at a time. */
const ROWS_TOGETHER: i32 = 64;

/** Copies the kernels into panels of columns, padded with zeros: [panels][depth][columns]. */
export function packPanels(job: PointwiseJob): void {
  let panel = job.packed;
  for (let column = 0; column < job.width; ) {
    const columns = panelColumns(job.width - column), step: usize = columns << 2;
    for (let row = 0; row < job.depth; row += ROWS_TOGETHER) {
      packRows(job, column, columns, row, min(ROWS_TOGETHER, job.depth - row), panel + <usize>row * step);
    }
    panel += <usize>job.depth * step;
    column += columns;
  }
}

/** Rows [row, row + count) of the panel of `columns` columns from `column` on. */
function packRows(job: PointwiseJob, column: i32, columns: i32, row: i32, count: i32, place: usize): void {
  const step: usize = columns << 2;
  for (let part = 0; part < columns; part += 4) {
    const target = place + <usize>(part << 2), from = column + part;
    if (from >= job.width) clearLines(count, target, step);
    else if (job.transposed) {
      transposeLines(count, job.kernels + <usize>((from * job.depth + row) << 2), job.depth << 2, target, step);
    } else copyLines(count, job.kernels + <usize>((row * job.width + from) << 2), job.width << 2, target, step);
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
