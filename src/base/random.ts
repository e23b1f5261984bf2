import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The use of a stream. Streams with different purposes are independent, whatever their other keys. */
export const purposes = {
  attack: 1,
  clean: 2,
  adversarial: 3,
  training: 4,
  shuffle: 5,
  augmentation: 6,
  initialisation: 7,
  fixedTiling: 8,
  noise: 9,
  bootstrap: 10,
  split: 11,
  test: 12,
  corruption: 13,
  smoothing: 14,
  analogProgramming: 15,
  analogDrift: 16,
  analogRead: 17,
  analogTraining: 18,
  analogPass: 19,
  analogCalibration: 20,
} as const;

export type Purpose = keyof typeof purposes;

/** A stream of random numbers from `randomStream`; each call advances it. */
export interface RandomStream {
  /** Uniform integer in [0, bound), 1 <= bound <= 2^31. */
  int(bound: number): number;
  /** Uniform in [0, 1), a multiple of 2^-32. */
  float(): number;
  /** Standard normal (Box-Muller, one draw of two uniforms each). */
  normal(): number;
}

/**
 * The stream of (seed, purpose, ...keys). Keys are integers such as layer, image id and draw. The stream depends only on these
 * arguments, not on batch, order, worker or shard.
 */
export function randomStream(seed: number, purpose: Purpose, ...keys: readonly number[]): RandomStream {
  const generator = xoroshiro128plusFromState(stateOf(seed, purpose, keys));
  const float = () => (generator.next() >>> 0) / 0x1_0000_0000;
  return {
    int: (bound) => uniformInt(generator, 0, bound - 1),
    float,
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
  };
}

/**
 * The state of xoroshiro128+ with which `randomStream` starts a stream: two words of 64 bits, the lower half of each first. For streams that
 * compiled code draws from.
 */
export function streamWords(seed: number, purpose: Purpose, ...keys: readonly number[]): StreamWords {
  const [first, second, third, fourth] = stateOf(seed, purpose, keys);
  return [second, first, fourth, third];
}

export type StreamWords = readonly [number, number, number, number];

function stateOf(seed: number, purpose: Purpose, keys: readonly number[]): StreamWords {
  return mixKeys([seed, purposes[purpose], keys.length, ...keys]);
}

/** Shuffles in place, every order equally likely (Fisher-Yates). */
export function shuffle(values: Int32Array, stream: RandomStream): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = stream.int(i + 1);
    const held = values[i]!;
    values[i] = values[j]!;
    values[j] = held;
  }
}

/** 32-bit key for a name (FNV-1a), for streams that belong to a named thing such as a layer. */
export function nameKey(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}

/**
 * Absorbs integers of up to 53 bits into a 128-bit state. Every word goes into every lane, with different constants for each
 * lane. MurmurHash3's avalanche steps finish each lane, so that neighbouring keys give unrelated states.
 */
function mixKeys(keys: readonly number[]): StreamWords {
  const lanes = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const multipliers = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];
  for (const key of keys) {
    if (!Number.isSafeInteger(key)) throw new RangeError(`a stream's key is an integer, not ${key}`);
    const words = [key | 0, Math.floor(key / 0x1_0000_0000) | 0];
    for (const word of words) {
      for (let lane = 0; lane < 4; lane++) {
        const mixed = Math.imul(lanes[lane]! ^ word, multipliers[lane]!);
        lanes[lane] = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0x6b64) ^ lanes[(lane + 1) & 3]!;
      }
    }
  }
  return lanes.map((lane, index) => avalanche(lane + index) || index + 1) as unknown as StreamWords;
}

function avalanche(lane: number): number {
  let hash = lane ^ (lane >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
