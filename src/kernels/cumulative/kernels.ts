import type tf from '../../tfjs/tfjs.cjs';
import { type PlainKernel, registerPlain } from '../bindings/plainKernel.js';

/** Cumulative sums or products along an axis, counted from the end if negative. */
function cumulative(
  name: 'Cumsum' | 'Cumprod',
  start: number,
  join: (a: number, b: number) => number,
): PlainKernel<'x', tf.CumsumAttrs> {
  return {
    name,
    typeOf: 'x',
    shapeOf: ({ x }) => [...x],
    fill: (out, { x }, { axis, exclusive, reverse }) => {
      const at = axis < 0 ? axis + x.shape.length : axis;
      const length = x.shape[at]!;
      const inner = x.shape.slice(at + 1).reduce((product, side) => product * side, 1);
      for (let first = 0; first < out.length; first += length * inner) {
        for (let column = 0; column < inner; column++) {
          let running = start;
          for (let step = 0; step < length; step++) {
            const place = first + (reverse ? length - 1 - step : step) * inner + column;
            const next = join(running, x.values[place]!);
            out[place] = exclusive ? running : next;
            running = next;
          }
        }
      }
    },
  };
}

/** tfjs-wasm's kernels fail or give wrong results for several axes and for exclusive mode, tfjs's for negative axes. Sums of integers are integers. */
export function registerCumulative(backend: 'cpu' | 'wasm'): void {
  registerPlain(
    cumulative('Cumsum', 0, (a, b) => a + b),
    backend,
  );
  registerPlain(
    cumulative('Cumprod', 1, (a, b) => a * b),
    backend,
  );
}
