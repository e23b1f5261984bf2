import { Job } from '../convolution/job';
import { AnalogJob, SPARE } from './job';

/** Bytes of `maps` for kernels of so many pixels on so many arrays, and padded images of so many pixels. */
export function mapsRoom(arrays: i32, kernel: i32, padded: i32): i32 {
  return ((1 + 2 * arrays) * (padded + SPARE) + arrays + kernel + 2 * arrays) << 2;
}

/**
 * Writes the largest absolute input of each vector of a chunk's images: for each pixel once over its channels, then over the pixels of
 * each patch. An array that begins or ends within a pixel needs a map of its own of that pixel's channels.
 */
export function listScales(analog: AnalogJob, job: Job, count: i32): void {
  if (analog.range > 0) return;
  const outputs = job.outHeight * job.outWidth;
  for (let image = 0; image < count; image++) {
    const padded = job.padded + <usize>image * job.imageBytes;
    const taps = listTaps(analog, job, padded);
    let tap = taps;
    for (let array = 0; array < analog.arrays; array++) {
      const end = tap + 4 + (load<i32>(tap) << 2);
      listLargest(job, tap + 4, end, analog.maps, analog.scales + ((image * analog.arrays + array) * outputs << 2));
      tap = end;
    }
  }
}

/**
 * Writes the maps of a padded image and returns the list of what each array reads of a patch: the number of its pixels, then for each
 * the byte offset of the patch's value in the maps.
 */
function listTaps(analog: AnalogJob, job: Job, padded: usize): usize {
  const channels = job.channels, mapBytes = (job.paddedHeight * job.paddedWidth + SPARE) << 2;
  const taps = analog.maps + (1 + 2 * analog.arrays) * mapBytes;
  let place = taps, map = 0;
  writeMap(job, padded, 0, channels, analog.maps);
  for (let array = 0; array < analog.arrays; array++) {
    const from = load<i32>(analog.starts + (array << 2)), to = load<i32>(analog.starts + (array << 2), 4);
    const number = place;
    for (let pixel = from / channels; pixel * channels < to; pixel++) {
      const first = max(from - pixel * channels, 0), last = min(to - pixel * channels, channels);
      const isWhole = last - first == channels;
      if (!isWhole) writeMap(job, padded, first, last, analog.maps + ++map * mapBytes);
      const row = pixel / job.kernelWidth, column = pixel - row * job.kernelWidth;
      place += 4;
      store<i32>(place, (isWhole ? 0 : map * mapBytes) + ((row * job.paddedWidth + column) << 2));
    }
    store<i32>(number, (place - number) >> 2);
    place += 4;
  }
  return taps;
}

/** The largest absolute values of the channels [first, last) of each pixel of a padded image; zero in the padding. */
function writeMap(job: Job, padded: usize, first: i32, last: i32, target: usize): void {
  memory.fill(target, 0, (job.paddedHeight * job.paddedWidth + SPARE) << 2);
  const pixelBytes = job.channels << 2, channels = last - first;
  for (let row = 0; row < job.inHeight; row++) {
    const index = (row + job.padTop) * job.paddedWidth + job.padLeft;
    let source = padded + index * pixelBytes + (first << 2), place = target + (index << 2);
    for (let column = 0; column < job.inWidth; column++, source += pixelBytes, place += 4) {
      store<f32>(place, largest(source, channels));
    }
  }
}

/** Writes the largest of the values at the taps for each output of an image, four outputs of a row at a time if their patches are neighbours. */
function listLargest(job: Job, taps: usize, end: usize, maps: usize, target: usize): void {
  for (let row = 0; row < job.outHeight; row++) {
    const line = maps + (row * job.strideHeight * job.paddedWidth << 2);
    if (job.strideWidth == 1) {
      for (let column = 0; column < job.outWidth; column += 4) {
        const place = line + (column << 2);
        let most = f32x4.splat(0);
        for (let tap = taps; tap < end; tap += 4) most = f32x4.pmax(most, v128.load(place + load<u32>(tap)));
        v128.store(target + (column << 2), most);
      }
    } else {
      for (let column = 0; column < job.outWidth; column++) {
        const place = line + (column * job.strideWidth << 2);
        let most: f32 = 0;
        for (let tap = taps; tap < end; tap += 4) most = max(most, load<f32>(place + load<u32>(tap)));
        store<f32>(target + (column << 2), most);
      }
    }
    target += job.outWidth << 2;
  }
}

/** The largest absolute value of `count` floats. */
function largest(values: usize, count: i32): f32 {
  if (count < 4) return largestOf(values, count);
  const last = values + ((count - 4) << 2);
  // Four maxima at a time, because one would wait for the one before. The last vector may overlap others.
  let a = f32x4.abs(v128.load(last)), b = a, c = a, d = a;
  for (; values + 64 <= last; values += 64) {
    a = f32x4.pmax(a, f32x4.abs(v128.load(values)));
    b = f32x4.pmax(b, f32x4.abs(v128.load(values, 16)));
    c = f32x4.pmax(c, f32x4.abs(v128.load(values, 32)));
    d = f32x4.pmax(d, f32x4.abs(v128.load(values, 48)));
  }
  for (; values < last; values += 16) a = f32x4.pmax(a, f32x4.abs(v128.load(values)));
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 2, 3));
  return f32x4.extract_lane(f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 1, 1, 1)), 0);
}

function largestOf(values: usize, count: i32): f32 {
  let most: f32 = 0;
  for (let at = 0; at < count; at++) most = max(most, abs(load<f32>(values + (at << 2))));
  return most;
}
