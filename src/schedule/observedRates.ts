/** Work with an estimated time, which is compared with its actual time. */
export interface ObservedWork {
  readonly model: string;
  /** Kind of the attack. */
  readonly kind: string;
  readonly attack: string;
  readonly expectedMs: number;
  readonly isBound: boolean;
}

/** Corrects estimates by the time of similar work. */
export interface ObservedRates {
  observe(work: ObservedWork, actualMs: number): void;
  /** Actual divided by expected time of such work. */
  ratio(work: ObservedWork): number;
}

interface Sums {
  expectedMs: number;
  actualMs: number;
}

/** Weight of older observations when a new one arrives, because the machine's speed changes. */
const memory = 0.85;

/** Assumed share of its upper bound that an attack with early stopping needs, until one was observed. */
const assumedShare = 0.5;

/**
 * Ratios of actual to expected time by pair of model and attack. A pair without observations uses the model's ratio times the
 * attack kind's ratio divided by the overall ratio; both are shrunk towards the overall ratio while there are few observations.
 * Attacks with early stopping are kept separate, because their ratio mostly reflects how early they stop.
 */
export function observedRates(): ObservedRates {
  const sums = new Map<string, Sums>();
  const blend = (key: string, prior: number, weightMs: number) => {
    const { expectedMs, actualMs } = sums.get(key) ?? { expectedMs: 0, actualMs: 0 };
    return (actualMs + prior * weightMs) / (expectedMs + weightMs);
  };
  return {
    observe: (work, actualMs) => {
      for (const key of Object.values(keysOf(work))) {
        const old = sums.get(key) ?? { expectedMs: 0, actualMs: 0 };
        sums.set(key, {
          expectedMs: memory * old.expectedMs + work.expectedMs,
          actualMs: memory * old.actualMs + actualMs,
        });
      }
    },
    ratio: (work) => {
      const keys = keysOf(work);
      // An attack with early stopping needs at most its bound: if it takes longer, the machine is slower, for other attacks too.
      const slowness = Math.max(1, blend('bound', 0, 1));
      const exact = blend('exact', slowness, 1);
      const all = work.isBound ? blend('bound', assumedShare * exact, 1) : exact;
      const model = blend(keys.model, all, work.expectedMs / 2);
      const kind = blend(keys.kind, all, work.expectedMs / 2);
      return blend(keys.pair, (model * kind) / all, work.expectedMs / 10);
    },
  };
}

function keysOf({ model, kind, attack, isBound }: ObservedWork) {
  const group = isBound ? 'bound' : 'exact';
  return {
    all: group,
    model: JSON.stringify([group, 'model', model]),
    kind: JSON.stringify([group, 'kind', kind]),
    pair: JSON.stringify([group, 'pair', model, attack]),
  };
}
