import { FinishJob, passBackRows } from '../finish/finish';
import { poolNormalized } from '../normalization/normalizedPool';
import { passBackNormalized } from '../normalization/normalizedPoolGradient';
import { NormalizedPoolJob } from '../normalization/normalizedPoolJob';
import { Job } from './job';
import { maskRows } from './maskRows';

/** Normalises and pools the outputs of a chunk's `count` images, `step` bytes apart, while they are in the cache. */
export function poolRows(job: Job, rows: usize, step: i32, count: i32): void {
  const pool = changetype<NormalizedPoolJob>(job.pool);
  pool.x = rows;
  pool.xStep = step;
  pool.batch = count;
  poolNormalized(pool);
  pool.y += pooledBytes(pool);
}

/**
 * Rows of gradients of the outputs of the images [first, first + count), zero where ReLU is inactive, or
 * with what follows the sums passed back. Rows in `job.rows` are
 * `wideFilters` apart. Chunks must be in order.
 */
export function gradientRows(job: Job, first: i32, count: i32): usize {
  const outputs = job.outHeight * job.outWidth, rowBytes = job.filters << 2;
  if (!job.pool) {
    const gradients = job.dy + <usize>(first * outputs) * rowBytes;
    if (!job.rows) return gradients;
    if (job.finish) {
      const y = job.y ? gradients - job.dy + job.y : 0, step = job.wideFilters << 2;
      passBackRows(changetype<FinishJob>(job.finish), gradients, y, job.rows, count * outputs, job.filters, step);
      return job.rows;
    }
    // In order, because tiles read the rows in scattered order.
    maskRows(job, gradients, job.rows, count * outputs);
    return job.rows;
  }
  const pool = changetype<NormalizedPoolJob>(job.pool);
  pool.x = job.y + <usize>(first * outputs) * rowBytes;
  pool.xStep = rowBytes;
  pool.dx = job.rows;
  pool.dxStep = job.wideFilters << 2;
  pool.batch = count;
  passBackNormalized(pool);
  pool.dy += pooledBytes(pool);
  return job.rows;
}

function pooledBytes(pool: NormalizedPoolJob): usize {
  return <usize>(pool.batch * (pool.height >> 1) * (pool.width >> 1) * pool.channels) << 2;
}
