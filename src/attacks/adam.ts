/**
 * Adam (Kingma & Ba 2014) with its usual decays, changing `values` in place. Each call takes one descent step with the given
 * learning rate.
 */
export function adam(values: Float64Array): (slopes: Float64Array, learningRate: number) => void {
  const first = new Float64Array(values.length);
  const second = new Float64Array(values.length);
  let step = 0;
  return (slopes, learningRate) => {
    step++;
    const rate = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    for (let at = 0; at < values.length; at++) {
      const slope = slopes[at]!;
      first[at] = 0.9 * first[at]! + 0.1 * slope;
      second[at] = 0.999 * second[at]! + 0.001 * slope * slope;
      values[at]! -= (rate * first[at]!) / (Math.sqrt(second[at]!) + 1e-8);
    }
  };
}
