// An attack and a metric: NI-FGSM (Lin et al. 2020), and the accuracy of the class that fares worst.
import { choiceOf, count, defineAttack, defineMetric, notNegative, tf } from 'rapa/plugin';

/** Momentum steps that look ahead: the gradient is taken where the momentum would lead. */
export const nesterov = defineAttack({
  kind: 'ni-fgsm',
  title: 'NI-FGSM',
  description: 'Nesterov iterative FGSM: sign steps along a momentum whose gradient is taken ahead.',
  norms: ['linf'],
  parameters: {
    steps: count({ description: 'Number of steps, each with one gradient', default: 10 }),
    momentum: notNegative({ description: 'Share of the momentum that is kept', default: 1 }),
    loss: choiceOf(['crossEntropy', 'margin'], { description: 'Loss that is raised', default: 'crossEntropy' }),
  },
  passes: ({ steps }) => ({ gradients: steps }),
  sentence: ({ steps, momentum }) => `NI-FGSM: ${steps} sign steps along a momentum of ${momentum}, taken ahead.`,
  perturb: ({ settings: { steps, momentum, loss }, model, pixels, epsilon, project }) => {
    const step = epsilon.div(steps);
    let points = pixels;
    let velocity = tf.zerosLike(pixels);
    for (let index = 0; index < steps; index++) {
      const ahead = points.add(step.mul(velocity).mul(momentum)).clipByValue(0, 1);
      const gradient = model.gradient(ahead, loss);
      const size = gradient.abs().mean([1, 2, 3], true).maximum(1e-30);
      velocity = velocity.mul(momentum).add(gradient.div(size));
      points = project(points.add(step.mul(velocity.sign())));
    }
    return points;
  },
});

/** The lowest accuracy over the true classes: an average hides a class that is broken first. */
export const worstClass = defineMetric({
  name: 'worstClassAccuracy',
  title: 'Accuracy of the worst class',
  description: 'Accuracy under attack of the true class for which it is lowest.',
  compute: ({ labels, attacked }) => {
    const accuracies = [...new Set(labels)].map((label) => {
      const own = attacked.filter((_, image) => labels[image] === label);
      return own.reduce((sum, share) => sum + share, 0) / own.length;
    });
    return accuracies.length === 0 ? null : Math.min(...accuracies);
  },
});
