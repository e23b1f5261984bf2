/**
 * For each of `images` streams a random partition of `patches` among `tiles`, as of the tiling `random`: numbers from xoroshiro128+, integers
 * below a bound by rejection, Fisher-Yates from the end. `states` holds two words of 64 bits a stream.
 */
export function randomAssignment(states: usize, out: usize, images: i32, patches: i32, tiles: i32): void {
  for (let image = 0; image < images; image++) {
    s0 = load<u64>(states);
    s1 = load<u64>(states, 8);
    const first = patches % tiles == 0 ? 0 : below(tiles);
    for (let patch = 0; patch < patches; patch++) store<i32>(at(out, patch), (patch + first) % tiles);
    for (let i = patches - 1; i > 0; i--) {
      const j = below(i + 1);
      const held = load<i32>(at(out, i));
      store<i32>(at(out, i), load<i32>(at(out, j)));
      store<i32>(at(out, j), held);
    }
    states += 16;
    out = at(out, patches);
  }
}

let s0: u64 = 0, s1: u64 = 0;

/** Uniform in [0, bound): of 2^32 numbers the last ones that make no whole multiple of it are drawn again. */
// @ts-ignore: decorator
@inline
function below(bound: i32): i32 {
  while (true) {
    const drawn = next() ^ 0x80000000;
    const rest = drawn % <u32>bound;
    if (<u64>(drawn - rest) + bound <= 0x1_0000_0000) return rest;
  }
}

// @ts-ignore: decorator
@inline
function next(): u32 {
  const out = <u32>(s0 + s1);
  const mixed = s0 ^ s1;
  s0 = rotl(s0, 24) ^ mixed ^ (mixed << 16);
  s1 = rotl(mixed, 37);
  return out;
}

// @ts-ignore: decorator
@inline
function at(entries: usize, index: i32): usize {
  return entries + (<usize>index << 2);
}
