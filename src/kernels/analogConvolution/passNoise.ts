const golden = 0x9e3779b9;
const multipliers = [0x85ebca6b, 0xc2b2ae35] as const;

/** Normal numbers that are fixed by the two 32-bit keys of an image, the number of an input vector and of a number in its reads. */
export interface PassNoise {
  /** The noise of `filters` outputs in read `read`, written into `target`. */
  fill(target: Float64Array, read: number): void;
}

/**
 * Noise of an input vector. Counters are hashed (MurmurHash3's avalanche, with the second key added halfway) to a number of 24 bits and one of
 * 32, which Box-Muller turns into two normal ones; sixteen outputs share eight counters. The wasm kernel computes the same numbers to
 * rounding.
 */
export function passNoise(keys: readonly [number, number], vector: number): PassNoise {
  const first = avalanche(keys[0] + Math.imul(vector, golden));
  const second = avalanche(keys[1] ^ first);
  const pairOf = (counter: number) => {
    const size = avalanche(first + Math.imul(counter, golden), second);
    const again = Math.imul(size, multipliers[0]);
    return [size >>> 8, again ^ (again >>> 15)] as const;
  };
  return {
    fill: (target, read) => {
      const blocks = Math.ceil(target.length / 16);
      for (const at of target.keys()) {
        const [size, turn] = pairOf(((read * blocks + (at >> 4)) << 3) + (at & 7));
        const radius = Math.sqrt(-2 * Math.log((size + 1) / 2 ** 24));
        // 31 bits for an angle of up to a quarter turn to either side, one for the cosine's sign.
        const angle = ((turn << 1) / 2 ** 31) * (Math.PI / 2);
        const cosine = turn < 0 ? -Math.cos(angle) : Math.cos(angle);
        target[at] = radius * ((at & 8) === 0 ? cosine : Math.sin(angle));
      }
    },
  };
}

function avalanche(key: number, halfway = 0): number {
  let hash = key ^ (key >>> 16);
  hash = Math.imul(hash, multipliers[0]);
  hash = Math.imul(hash ^ (hash >>> 13) ^ halfway, multipliers[1]);
  return hash ^ (hash >>> 16);
}
