import { FinishJob, finishLast } from '../finish/finish';
import { multiplyPanel, panelColumns, Product } from '../pointwise/multiply';
import { transformBand } from './inputs';
import { WinogradJob } from './job';
import { transformKernels } from './kernels';
import { writeCoefficients } from './lines';
import { writeResults } from './results';

/** results = convolution of x, finished. Each tile by itself, so that it does not depend on the others. */
export function winograd(pointer: usize): void {
  const job = changetype<WinogradJob>(pointer);
  const wide = (job.outWidth + 3) >> 2, all = job.batch * ((job.outHeight + 3) >> 2);
  memory.fill(job.zeros, 0, job.depth << 2);
  writeCoefficients(job.coefficients);
  for (let first = 0; first < all; first += job.bands) {
    const bands = min(job.bands, all - first);
    for (let band = 0; band < bands; band++) transformBand(job, first + band, band * wide);
    let panel = job.panels;
    for (let column = 0; column < job.width; ) {
      const columns = panelColumns(job.width - column);
      if (first == 0 || !job.keep) transformKernels(job, column, columns, panel);
      multiplyPlanes(job, panel, columns, bands * wide);
      writeResults(job, first, bands, column, columns);
      if (job.keep) panel += 36 * <usize>(job.depth * columns << 2);
      column += columns;
    }
    if (job.finish) finishLast(changetype<FinishJob>(job.finish), bandRow(job, first), bandRow(job, first + bands));
  }
}

/** The first result of a row of tiles. */
function bandRow(job: WinogradJob, band: i32): usize {
  const high = (job.outHeight + 3) >> 2, row = (band / high) * job.outHeight + ((band % high) << 2);
  return job.results + (<usize>(row * job.outWidth * job.width) << 2);
}

function multiplyPlanes(job: WinogradJob, panel: usize, columns: i32, tiles: i32): void {
  const product = changetype<Product>(job.product);
  product.step = job.depth << 2;
  product.count = tiles;
  product.columns = columns;
  product.targetStep = columns << 2;
  product.lanes = columns;
  product.finish = 0;
  for (let plane = 0; plane < 36; plane++) {
    product.a = job.inputs + <usize>plane * <usize>job.inputBytes;
    product.panel = panel;
    product.end = panel + (<usize>(job.depth * columns) << 2);
    product.target = job.sums + <usize>plane * <usize>job.sumBytes;
    multiplyPanel(product);
    panel = product.end;
  }
}
