import { selectInputs } from '../convolution/elementTables';
import { MOST_PATCHES, Panel } from '../convolution/forwardBlocks';
import { Job } from '../convolution/job';
import { addBlock, commonCut, isManyNext, panelWidth } from '../convolution/panelBlocks';
import { GROUP } from './job';
import { Reading } from './reading';

/** Bytes of the weights of a few filters and of the group's vectors that stay in the first-level cache. */
const PART_BYTES: i32 = 36864;

/** Parts that `inputs` weights of each of `width` filters are multiplied in. */
// @ts-ignore: decorator
@inline
function partsOf(inputs: i32, width: i32): i32 {
  return (inputs * (width + GROUP << 2) + PART_BYTES - 1) / PART_BYTES;
}

/**
 * Sums of the products of the first `count` of the reading's vectors, listed in `inputs`, with the inputs [from, to) of a kernel matrix, to the
 * listed rows. The blocks are those of the digital convolution, and they skip what lies in the padding.
 */
export function multiply(
  job: Job, reading: Reading, inputs: usize, rows: usize, count: i32, kernel: usize, from: i32, to: i32,
): void {
  const panel = changetype<Panel>(job.panel);
  panel.floor = -Infinity;
  for (let filter = 0; filter < job.wideFilters; ) {
    const width = panelWidth(job.wideFilters - filter), parts = partsOf(to - from, width);
    panel.right = filter << 2;
    panel.kernel = kernel + panel.right;
    for (let part = 0; part < parts; part++) {
      const start = from + (to - from) * part / parts, end = from + (to - from) * (part + 1) / parts;
      panel.bias = part == 0 ? reading.zeros : 0;
      for (let at = 0; at < count; ) {
        const many = isManyNext(width, count - at), place = <usize>at << 2;
        selectInputs(job, panel, commonCut(reading.cuts + place), start, end);
        addBlock(panel, inputs + place, rows + place, many, width);
        at += many ? MOST_PATCHES : 4;
      }
    }
    filter += width;
  }
}

/** The absolute weights of a tile. */
export function storeMagnitudes(kernel: usize, count: i32, target: usize): void {
  for (let at = 0; at < count; at += 4) {
    v128.store(target + (at << 2), f32x4.abs(v128.load(kernel + (at << 2))));
  }
}
