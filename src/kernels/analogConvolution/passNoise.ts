const golden = 0x9e3779b9;
const multipliers = [0x85ebca6b, 0xc2b2ae35] as const;

/** Normal numbers that are fixed by the two 32-bit keys of an image, the number of an input vector and of a number in its reads. */
export interface PassNoise {
  /** The noise of `filters` outputs in read `read`, written into `target`. */
  fill(target: Float64Array, read: number): void;
}

/**
 * Noise of an input vector. Counters are hashed (MurmurHash3's avalanche) to two numbers of 24 bits, which Box-Muller turns into two
 * normal ones; eight outputs share four counters. The wasm kernel computes the same numbers to rounding.
 */
export function passNoise(keys: readonly [number, number], vector: number): PassNoise {
  const first = avalanche(keys[0] + Math.imul(vector, golden));
  const second = avalanche(keys[1] ^ first);
  const pairOf = (counter: number) => {
    const hash = Math.imul(avalanche(first + Math.imul(counter, golden)) ^ second, multipliers[1]);
    const mixed = hash ^ (hash >>> 16);
    const again = Math.imul(mixed, multipliers[0]);
    return [unit(mixed), unit(again ^ (again >>> 15))] as const;
  };
  return {
    fill: (target, read) => {
      const blocks = Math.ceil(target.length / 8);
      for (const at of target.keys()) {
        const [size, turn] = pairOf(((read * blocks + (at >> 3)) << 2) + (at & 3));
        const radius = Math.sqrt(-2 * Math.log(1 - size));
        const angle = 2 * Math.PI * turn;
        target[at] = radius * ((at & 4) === 0 ? Math.cos(angle) : Math.sin(angle));
      }
    },
  };
}

/** The upper 24 of 32 bits as a number in [0, 1). */
function unit(bits: number): number {
  return (bits >>> 8) / 0x100_0000;
}

function avalanche(key: number): number {
  let hash = key ^ (key >>> 16);
  hash = Math.imul(hash, multipliers[0]);
  hash = Math.imul(hash ^ (hash >>> 13), multipliers[1]);
  return hash ^ (hash >>> 16);
}
