/** A cache of computed values. */
export interface BoundedMemo {
  /** The cached value of the key, else the result of `compute`. Callers must not change it. */
  recall<Values extends ArrayBufferView>(key: string, compute: () => Values): Values;
}

/** A least-recently-used cache of at most `bytes`. */
export function boundedMemo(bytes: number): BoundedMemo {
  const kept = new Map<string, ArrayBufferView>(); // ordered by last use
  let total = 0;
  const forget = (key: string) => {
    total -= kept.get(key)?.byteLength ?? 0;
    kept.delete(key);
  };
  return {
    recall: <Values extends ArrayBufferView>(key: string, compute: () => Values) => {
      const values = (kept.get(key) as Values | undefined) ?? compute();
      forget(key);
      kept.set(key, values);
      total += values.byteLength;
      while (total > bytes) forget(kept.keys().next().value!);
      return values;
    },
  };
}
