import type { MifgsmSpec } from '../attackKinds/mifgsm.js';
import type { Attack } from './attack.js';
import { linfBall } from './balls/linfBall.js';
import { projectedGradient, type StepDirection } from './projectedGradient.js';

/**
 * Momentum iterative FGSM (Dong et al. 2017), L-inf: m = decay m + g / |g|_1, steps of eps / steps along sign(m) from the
 * clean image.
 */
export const mifgsm: Attack<MifgsmSpec> = (spec, model, batch) =>
  projectedGradient(
    {
      ball: linfBall,
      start: 'clean',
      direction: () => momentum(spec.decay),
      steps: spec.steps,
      relativeStepSize: 1 / spec.steps,
      restarts: 1,
      eot: spec.eot,
      ...(spec.targets === undefined ? {} : { targets: spec.targets }),
    },
    model,
    batch,
  );

function momentum(decay: number): StepDirection {
  const memory = new Map<number, Float64Array>();
  return (into, gradient, position) => {
    const sum = memory.get(position) ?? new Float64Array(gradient.length);
    memory.set(position, sum);
    const norm = gradient.reduce((total, value) => total + Math.abs(value), 0);
    for (let at = 0; at < gradient.length; at++) {
      sum[at] = decay * sum[at]! + (norm === 0 ? 0 : gradient[at]! / norm);
      into[at] = Math.sign(sum[at]!);
    }
  };
}
