/**
 * The steps after which APGD decides whether to halve its step (Croce & Hein 2020): the first window is 22 % of the steps, each
 * next one 3 % shorter, down to 6 %. For 100 steps 22, 41, 57, 70, 80, 87, 93, 99.
 */
export function apgdCheckpoints(steps: number): number[] {
  const share = (percent: number) => Math.max(Math.floor((percent * steps) / 100), 1);
  const checkpoints: number[] = [];
  let window = share(22);
  for (let at = window; at <= steps; at += window) {
    checkpoints.push(at);
    window = Math.max(window - share(3), share(6));
  }
  return checkpoints;
}
