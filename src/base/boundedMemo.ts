/** Keeps what was computed once, for the next time it is asked for. */
export interface BoundedMemo {
  /** What is kept under the key, else what `compute` gives. Callers must not change it. */
  recall<Values extends ArrayBufferView>(key: string, compute: () => Values): Values;
}

/** A memo of at most `bytes`. What was not asked for the longest is dropped first. */
export function boundedMemo(bytes: number): BoundedMemo {
  const kept = new Map<string, ArrayBufferView>(); // in the order of their last use
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
