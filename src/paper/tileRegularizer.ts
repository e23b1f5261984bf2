/** A logistic regression whose weights are replicated over tiles, on examples of labels 0 or 1 (paper, "Theoretical analysis"). */
export interface ReplicatedRegression {
  /** Replicas of each weight: [weights][tiles]. */
  readonly replicas: readonly (readonly number[])[];
  /** [examples][weights]. */
  readonly inputs: readonly (readonly number[])[];
  readonly labels: readonly (0 | 1)[];
}

/** Summed over the examples, in nats. */
export interface LossParts {
  /** <l(w)>: exact mean over every choice of a tile for each weight. */
  readonly average: number;
  /** l(mean w). */
  readonly ofMean: number;
  /** R = sum_n <A(w.x_n)> - A(mean w.x_n), independent of the labels. */
  readonly regularizer: number;
  /** 1/2 sum_n p_n (1 - p_n) sum_i x_ni^2 Var(w_i). */
  readonly secondOrder: number;
}

/**
 * The average loss over random tiles and its parts in the paper's theory: average = ofMean + regularizer. Evaluates tiles^weights
 * choices per example: keep both small.
 */
export function replicatedLoss({ replicas, inputs, labels }: ReplicatedRegression): LossParts {
  const means = replicas.map(mean);
  const variances = replicas.map((values, index) => mean(values.map((value) => (value - means[index]!) ** 2)));
  let [average, ofMean, regularizer, secondOrder] = [0, 0, 0, 0];
  for (const [example, x] of inputs.entries()) {
    const products = x.map((value, index) => replicas[index]!.map((weight) => weight * value));
    const label = labels[example]!;
    const centre = dot(means, x);
    average += meanOverChoices(products, (z) => softplus(z) - label * z);
    ofMean += softplus(centre) - label * centre;
    regularizer += meanOverChoices(products, softplus) - softplus(centre);
    const p = 1 / (1 + Math.exp(-centre));
    secondOrder +=
      0.5 *
      p *
      (1 - p) *
      dot(
        x.map((value) => value ** 2),
        variances,
      );
  }
  return { average, ofMean, regularizer, secondOrder };
}

/** Mean of f over the sums of one entry per row, all choices equally likely. */
function meanOverChoices(rows: readonly (readonly number[])[], f: (sum: number) => number): number {
  const over = (row: number, sum: number): number =>
    row === rows.length ? f(sum) : mean(rows[row]!.map((value) => over(row + 1, sum + value)));
  return over(0, 0);
}

/** log(1 + e^z), without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
