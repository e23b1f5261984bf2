import { FinishJob, passBackRows } from '../finish/finish';
import { block, COLUMNS, ROWS, single } from './block';
import { PointwiseJob } from './job';
import { packPanels } from './panels';

/** results = a times the kernels, finished; each row by itself, so that it does not depend on the others. */
export function pointwise(pointer: usize): void {
  const job = changetype<PointwiseJob>(pointer);
  packPanels(job);
  const depthBytes = job.depth << 2, widthBytes = job.width << 2;
  for (let from = 0; from < job.pixels; from += job.chunk) {
    const count = min(job.chunk, job.pixels - from);
    let a = job.a + <usize>from * depthBytes;
    if (job.passBack) {
      const y = job.y ? job.y + <usize>from * depthBytes : 0;
      passBackRows(changetype<FinishJob>(job.passBack), a, y, job.rows, count, job.depth, depthBytes);
      a = job.rows;
    }
    multiply(job, a, count, job.results + <usize>from * widthBytes);
  }
}

/** The panels one after the other: each stays in the first-level cache for all rows. The last block may overlap the one before it. */
function multiply(job: PointwiseJob, a: usize, count: i32, target: usize): void {
  const step: usize = job.depth << 2, targetStep: usize = job.width << 2, panelBytes: usize = (job.depth * COLUMNS) << 2;
  let panel = job.packed;
  for (let column = 0; column < job.width; column += COLUMNS) {
    const end = panel + panelBytes, at: usize = column << 2, lanes = job.width - column;
    let row = 0;
    for (; row <= count - ROWS; row += ROWS) {
      block(a + <usize>row * step, step, panel, end, target + <usize>row * targetStep + at, targetStep, lanes, job.finish, at);
    }
    if (row < count && count >= ROWS) {
      row = count - ROWS;
      block(a + <usize>row * step, step, panel, end, target + <usize>row * targetStep + at, targetStep, lanes, job.finish, at);
    } else {
      for (; row < count; row++) {
        single(a + <usize>row * step, panel, end, target + <usize>row * targetStep + at, lanes, job.finish, at);
      }
    }
    panel = end;
  }
}
