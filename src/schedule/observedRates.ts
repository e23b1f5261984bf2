/** Work that is compared with what was expected of it. */
export interface ObservedWork {
  readonly model: string;
  /** Kind of the attack. */
  readonly kind: string;
  readonly attack: string;
  /** Time of all its planned passes. */
  readonly expectedMs: number;
  /** Whether the planned passes are an upper bound, since the attack stops early. */
  readonly isBound: boolean;
}

/** Learns the ratio of an actual to an expected amount of work by the ratios of similar work. */
export interface ObservedRates {
  observe(work: ObservedWork, amounts: { readonly expected: number; readonly actual: number }): void;
  ratio(work: ObservedWork): number;
}

interface RateOptions {
  /** The ratio before anything was observed. */
  readonly assumed: (work: ObservedWork) => number;
  /** Work of which the ratios have nothing to do with each other has different groups. */
  readonly group: (work: ObservedWork) => string;
  /** Expected amount of the whole work. */
  readonly whole: (work: ObservedWork) => number;
  /** Expected amount after which an observation counts e times less; infinite to forget nothing. */
  readonly memory: number;
}

interface Sums {
  expected: number;
  actual: number;
}

/**
 * Ratios by pair of model and attack. A pair without observations has the model's ratio times the attack kind's ratio divided by
 * the overall ratio; both are shrunk towards the overall ratio while there are few observations.
 */
export function observedRates({ assumed, group, whole, memory }: RateOptions): ObservedRates {
  const sums = new Map<string, Sums>();
  const blend = (key: string, prior: number, weight: number) => {
    const { expected, actual } = sums.get(key) ?? { expected: 0, actual: 0 };
    return (actual + prior * weight) / (expected + weight);
  };
  const keysOf = (work: ObservedWork) => {
    const own = group(work);
    return {
      all: own,
      model: JSON.stringify([own, 'model', work.model]),
      kind: JSON.stringify([own, 'kind', work.kind]),
      pair: JSON.stringify([own, 'pair', work.model, work.attack]),
    };
  };
  return {
    observe: (work, { expected, actual }) => {
      const kept = Math.exp(-expected / memory);
      for (const key of Object.values(keysOf(work))) {
        const old = sums.get(key) ?? { expected: 0, actual: 0 };
        sums.set(key, { expected: kept * old.expected + expected, actual: kept * old.actual + actual });
      }
    },
    ratio: (work) => {
      const keys = keysOf(work);
      const own = whole(work);
      const all = blend(keys.all, assumed(work), own / 1000);
      const model = blend(keys.model, all, own / 2);
      const kind = blend(keys.kind, all, own / 2);
      return blend(keys.pair, (model * kind) / all, own / 10);
    },
  };
}
