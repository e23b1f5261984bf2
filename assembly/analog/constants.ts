/** The golden ratio in units of 2^-32: a step from counter to counter. */
export const GOLDEN: u32 = 0x9e3779b9;

/** Multipliers of MurmurHash3's avalanche. */
export const FIRST_MULTIPLIER: u32 = 0x85ebca6b;
export const SECOND_MULTIPLIER: u32 = 0xc2b2ae35;

/** Multiples of `GOLDEN` by 0 to 7. */
export const LANES: usize = 0;
// Places of single numbers.
export const MAGIC: usize = 32;
export const FIRST: usize = 36;
export const SECOND: usize = 40;
export const ONE: usize = 44;
/** The bits of sqrt(1/2), and 24 powers of 2 more. */
export const HALF_ROOT: usize = 48;
export const HALF_ROOT_SCALED: usize = 52;
export const MANTISSA: usize = 56;
export const LOGARITHM_OF_2: usize = 60;
/** A quarter turn in units of 2^-31. */
export const QUARTER_TURN: usize = 64;
export const SIGN: usize = 68;
/** -2 ln(1 + x) / x by powers of x; sin x / x and cos x by powers of x^2. */
export const LOGARITHM: usize = 72;
export const SINE: usize = 100;
export const COSINE: usize = 116;

export const CONSTANT_BYTES: i32 = 136;

/**
 * Writes the constants that loops use: a vector from memory takes one instruction, one from the code four. The polynomials have the
 * least errors: 1e-6 of the squared radius of a normal pair, 6e-7 of a sine and 5e-8 of a cosine up to a quarter turn.
 */
export function writeConstants(table: usize): void {
  for (let lane = 0; lane < 8; lane++) store<u32>(table + LANES + (lane << 2), <u32>lane * GOLDEN);
  // Adding and subtracting it rounds floats of at most 2^22 to whole numbers, half to even. Unlike rounding, V8 joins that to 256 bits.
  store<f32>(table, 12582912, MAGIC);
  store<u32>(table, FIRST_MULTIPLIER, FIRST);
  store<u32>(table, SECOND_MULTIPLIER, SECOND);
  store<f32>(table, 1, ONE);
  store<u32>(table, 0x3f3504f3, HALF_ROOT);
  store<u32>(table, 0x3f3504f3 + (24 << 23), HALF_ROOT_SCALED);
  store<u32>(table, 0x7fffff, MANTISSA);
  store<f32>(table, -1.3862943611198906, LOGARITHM_OF_2);
  store<f32>(table, 7.314590396335798e-10, QUARTER_TURN);
  store<u32>(table, 0x80000000, SIGN);
  store<f32>(table, -2.0000018, LOGARITHM);
  store<f32>(table, 1.00002814, LOGARITHM + 4);
  store<f32>(table, -0.66631817, LOGARITHM + 8);
  store<f32>(table, 0.49793076, LOGARITHM + 12);
  store<f32>(table, -0.4091217, LOGARITHM + 16);
  store<f32>(table, 0.37569431, LOGARITHM + 20);
  store<f32>(table, -0.24417342, LOGARITHM + 24);
  store<f32>(table, 0.999996616, SINE);
  store<f32>(table, -0.166648284, SINE + 4);
  store<f32>(table, 0.00830632517, SINE + 8);
  store<f32>(table, -0.000183636523, SINE + 12);
  store<f32>(table, 0.999999954, COSINE);
  store<f32>(table, -0.499999054, COSINE + 4);
  store<f32>(table, 0.0416635851, COSINE + 8);
  store<f32>(table, -0.00138537065, COSINE + 12);
  store<f32>(table, 0.0000231539707, COSINE + 16);
}
