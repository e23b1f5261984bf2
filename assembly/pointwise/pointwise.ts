import { FinishJob, finishLast, passBackRows } from '../finish/finish';
import { PointwiseJob } from './job';
import { multiplyPanel, panelColumns, Product } from './multiply';
import { packPanels } from './panels';

/** results = a times the kernels, finished; each row by itself, so that it does not depend on the others. */
export function pointwise(pointer: usize): void {
  const job = changetype<PointwiseJob>(pointer);
  packPanels(job);
  for (let from = 0; from < job.pixels; from += job.chunk) {
    multiplyFrom(job, from, min(job.chunk, job.pixels - from), job.results + (<usize>from * <usize>job.width << 2));
  }
}

/** The results of `count` rows of `a` from row `from` on, at most `chunk`, with kernels that are packed. */
export function multiplyFrom(job: PointwiseJob, from: i32, count: i32, target: usize): void {
  const depthBytes = job.depth << 2;
  let a = job.a + <usize>from * depthBytes;
  if (job.passBack) {
    const y = job.y ? job.y + <usize>from * depthBytes : 0;
    passBackRows(changetype<FinishJob>(job.passBack), a, y, job.rows, count, job.depth, depthBytes);
    a = job.rows;
  }
  pointwiseRows(job, a, count, target);
}

/**
 * `count` rows of finished results from rows at `a`, with kernels that are packed: the panels one after the other, so that each stays in
 * the first-level cache for all rows.
 */
export function pointwiseRows(job: PointwiseJob, a: usize, count: i32, target: usize): void {
  const product = changetype<Product>(job.product);
  product.a = a;
  product.step = job.depth << 2;
  product.count = count;
  product.targetStep = job.width << 2;
  product.finish = job.finish;
  let panel = job.packed;
  for (let column = 0; column < job.width; ) {
    const left = job.width - column, columns = panelColumns(left);
    product.panel = panel;
    product.columns = columns;
    product.end = panel + <usize>((job.depth * columns) << 2);
    product.at = column << 2;
    product.target = target + product.at;
    product.lanes = min(left, columns);
    multiplyPanel(product);
    panel = product.end;
    column += columns;
  }
  const end = target + <usize>count * product.targetStep;
  if (job.finish) finishLast(changetype<FinishJob>(job.finish), target, end);
}
