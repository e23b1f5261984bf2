import { loadLanes, storeLanes } from '../simd';

/** A step of gradient descent with momentum, as described by the host. */
@unmanaged
export class MomentumJob {
  weights: usize;
  velocity: usize;
  gradient: usize;
  newWeights: usize;
  newVelocity: usize;
  floats: i32;
  rate: f32;
  momentum: f32;
  gradientScale: f32;
  weightDecay: f32;
}

/** v' = momentum v + (scale g + decay w), w' = w - rate v'; each product is rounded separately, as with single operations. */
export function momentumStep(pointer: usize): void {
  const job = changetype<MomentumJob>(pointer);
  const rate = f32x4.splat(job.rate), momentum = f32x4.splat(job.momentum);
  const scale = f32x4.splat(job.gradientScale), decay = f32x4.splat(job.weightDecay);
  for (let left = job.floats, at: usize = 0; left > 0; left -= 4, at += 16) {
    const w = loadLanes(job.weights + at, left);
    const pull = f32x4.add(f32x4.mul(loadLanes(job.gradient + at, left), scale), f32x4.mul(w, decay));
    const velocity = f32x4.add(f32x4.mul(loadLanes(job.velocity + at, left), momentum), pull);
    storeLanes(job.newVelocity + at, velocity, left);
    storeLanes(job.newWeights + at, f32x4.sub(w, f32x4.mul(velocity, rate)), left);
  }
}
