import { ELEMENT, Panel } from './forwardBlocks';
import { Job } from './job';
import { columnCut } from './positions';

/**
 * Fills tables of a patch's elements, row by row: one for the complete kernel, and one for each set of columns that remain at the
 * sides of the image. A patch cut by padding uses the table of its columns, from its first to its last row. Rows of a patch begin
 * `step` floats apart.
 */
export function listElements(job: Job, step: i32): void {
  const columns = job.kernelWidth + 1;
  memory.fill(job.tables, 0, <usize>(columns * columns) << 2);
  let place = addTable(job, 0, 0, step, job.offsets);
  if (!job.trims) return;
  for (let j = 0; j < job.outWidth; j++) {
    const cut = columnCut(job, j);
    const left = cut & 0xff, right = cut >> 8;
    if (!tableAt(job, left, right)) place = addTable(job, left, right, step, place);
  }
}

/** Sets a panel's elements to part `part` of `parts` of the elements in patches cut by at least `cut`. */
export function selectElements(job: Job, panel: Panel, cut: u32, part: i32, parts: i32): void {
  const top = cut & 0xff, bottom = (cut >> 8) & 0xff;
  let left = (cut >> 16) & 0xff, right = cut >> 24;
  let table = tableAt(job, left, right);
  if (!table) {
    left = right = 0;
    table = tableAt(job, 0, 0);
  }
  const run = max(0, job.kernelWidth - left - right) * job.channels;
  const elements = max(0, job.kernelHeight - top - bottom) * run;
  const first = table + top * run * ELEMENT;
  panel.elements = first + <usize>((<i64>elements * part) / parts) * ELEMENT;
  panel.end = first + <usize>((<i64>elements * (part + 1)) / parts) * ELEMENT;
}

/** Sets a panel's elements to those of the inputs [from, to) of patches cut by at least `cut`. */
export function selectInputs(job: Job, panel: Panel, cut: u32, from: i32, to: i32): void {
  const top = cut & 0xff, bottom = (cut >> 8) & 0xff;
  let left = (cut >> 16) & 0xff, right = cut >> 24;
  let table = tableAt(job, left, right);
  if (!table) {
    left = right = 0;
    table = tableAt(job, 0, 0);
  }
  const kept = max(0, job.kernelWidth - left - right) * job.channels, before = left * job.channels;
  const first = top * kept, last = max(first, (job.kernelHeight - bottom) * kept);
  panel.elements = table + min(last, max(first, elementsBefore(job, from, before, kept))) * ELEMENT;
  panel.end = table + min(last, max(first, elementsBefore(job, to, before, kept))) * ELEMENT;
}

/** Elements before an input if each row keeps `kept`, from its input `before` on. */
// @ts-ignore: decorator
@inline
function elementsBefore(job: Job, input: i32, before: i32, kept: i32): i32 {
  const run = job.kernelWidth * job.channels, row = input / run;
  return row * kept + min(kept, max(0, input - row * run - before));
}

// @ts-ignore: decorator
@inline
function tableAt(job: Job, left: i32, right: i32): usize {
  return <usize>load<u32>(job.tables + ((left * (job.kernelWidth + 1) + right) << 2));
}

function addTable(job: Job, left: i32, right: i32, step: i32, place: usize): usize {
  store<u32>(job.tables + ((left * (job.kernelWidth + 1) + right) << 2), <u32>place);
  const run = job.kernelWidth * job.channels;
  const from = left * job.channels, to = run - right * job.channels;
  for (let row = 0; row < job.kernelHeight; row++) {
    const start = row * step;
    for (let i = from; i < to; i++, place += ELEMENT) {
      store<u32>(place, (start + i) << 2);
      store<u32>(place, ((row * run + i) * job.wideFilters) << 2, 4);
    }
  }
  return place;
}
