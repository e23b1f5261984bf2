import { roomOf } from '../../kernels/imageSteps/plain.js';

/** Rate at which each value moves: equal for all (L-inf), or proportional to its slope (L2). */
export type MoveRate = (slope: number) => number;

export const equalRate: MoveRate = () => 1;
export const slopeRate: MoveRate = Math.abs;

/**
 * The length t at which moving every value of `point` by min(t x rate, room) along its slope raises the linear function by
 * `gain`; infinite if the box is too small. The rise is concave and piecewise linear in t, so Newton's method from 0 reaches the
 * answer from below, piece by piece.
 */
export function commonLength(
  point: Float32Array,
  gradient: Float32Array,
  { gain, rate }: { readonly gain: number; readonly rate: MoveRate },
): number {
  let length = 0;
  for (;;) {
    let risen = 0;
    let slope = 0;
    for (let at = 0; at < point.length; at++) {
      const own = gradient[at]!;
      if (own === 0) continue;
      const room = roomOf(point[at]!, own);
      const speed = rate(own);
      const move = length * speed;
      if (move < room) {
        risen += Math.abs(own) * move;
        slope += Math.abs(own) * speed;
      } else risen += Math.abs(own) * room;
    }
    const left = gain - risen;
    if (left <= 1e-12 * gain) return length;
    if (slope === 0) return Number.POSITIVE_INFINITY;
    const next = length + left / slope;
    if (!(next > length)) return length;
    length = next;
  }
}
