import { depthwiseRow, startForward } from '../depthwise/forward';
import { DepthwiseJob } from '../depthwise/job';
import { gatheredRows } from '../gathered/gathered';
import { GatheredJob } from '../gathered/job';
import { PointwiseJob } from '../pointwise/job';
import { packPanels } from '../pointwise/panels';
import { pointwiseRows } from '../pointwise/pointwise';
import { ChainJob } from './job';

/** The results of the chain's last convolution, to the bit those of its convolutions one after the other. */
export function chain(pointer: usize): void {
  const job = changetype<ChainJob>(pointer);
  const depthwise = changetype<DepthwiseJob>(job.depthwise);
  startForward(depthwise);
  if (job.expand) packPanels(changetype<PointwiseJob>(job.expand));
  if (job.project) packPanels(changetype<PointwiseJob>(job.project));
  for (let image = 0; image < depthwise.batch; image++) chainImage(job, image);
}

function chainImage(job: ChainJob, image: i32): void {
  const depthwise = changetype<DepthwiseJob>(job.depthwise);
  const bandRow: usize = (depthwise.outWidth * depthwise.channels) << 2;
  let ready = job.expand ? 0 : listRows(depthwise, image);
  let first = 0;
  for (let i = 0; i < depthwise.outHeight; i++) {
    while (ready < lastRow(depthwise, i)) ready += expandRows(job, image, ready);
    const target = job.project ? job.band + <usize>(i - first) * bandRow : depthwise.y + <usize>(image * depthwise.outHeight + i) * bandRow;
    depthwiseRow(depthwise, i, target);
    const count = i + 1 - first;
    if (job.project == 0 || (count < job.projectRows && i + 1 < depthwise.outHeight)) continue;
    projectRows(job, image, first, count);
    first += count;
  }
}

/** The rows of the image that row `i` of the results needs: all before this one. */
function lastRow(job: DepthwiseJob, i: i32): i32 {
  return min(job.inHeight, i * job.strideHeight - job.padTop + (job.kernelHeight - 1) * job.dilationHeight + 1);
}

/** Points to all rows of an image that is there already. */
function listRows(job: DepthwiseJob, image: i32): i32 {
  const rowBytes: usize = (job.inWidth * job.channels) << 2;
  let row = job.x + <usize>(image * job.inHeight) * rowBytes;
  for (let i = 0; i < job.inHeight; i++, row += rowBytes) store<u32>(job.rows + (i << 2), <u32>row);
  return job.inHeight;
}

/** Computes the next rows of the depthwise convolution's image and returns how many. */
function expandRows(job: ChainJob, image: i32, from: i32): i32 {
  const depthwise = changetype<DepthwiseJob>(job.depthwise), expand = changetype<PointwiseJob>(job.expand);
  const width = depthwise.inWidth, rowBytes: usize = (width * depthwise.channels) << 2;
  const count = min(job.expandRows, depthwise.inHeight - from);
  const place = job.ring + <usize>(from % job.ringRows) * rowBytes;
  if (job.gathered) {
    gatheredRows(changetype<GatheredJob>(job.gathered), image * depthwise.inHeight + from, count, place);
  } else {
    const pixels = expand.a + <usize>((image * depthwise.inHeight + from) * width) * (expand.depth << 2);
    pointwiseRows(expand, pixels, count * width, place);
  }
  for (let row = 0; row < count; row++) {
    store<u32>(depthwise.rows + ((from + row) << 2), <u32>(place + <usize>row * rowBytes));
  }
  return count;
}

function projectRows(job: ChainJob, image: i32, first: i32, count: i32): void {
  const depthwise = changetype<DepthwiseJob>(job.depthwise), project = changetype<PointwiseJob>(job.project);
  const pixel = (image * depthwise.outHeight + first) * depthwise.outWidth;
  const results = project.results + <usize>pixel * (project.width << 2);
  pointwiseRows(project, job.band, count * depthwise.outWidth, results);
}
