import { prepareAttack } from '../src/attacks/attacks.js';
import { predictedClasses } from '../src/cells/classify.js';
import type { AttackSpec } from '../src/contract/suite.js';
import tf from '../src/tfjs/tfjs.cjs';
import { profileKernels } from './kernelProfile.js';
import { measureInTurn, type Timing } from './measureInTurn.js';
import { io } from './networks.js';
import { noiseBatch, type OpenNetwork } from './openNetwork.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';
import { timedAttacks, timedEpsilon } from './timedAttacks.js';

/** An attack on a batch of a network. */
export interface AttackFigures extends Timing {
  readonly network: string;
  readonly attack: string;
  /** Share of the time in no kernel: the attack itself, layers, autodiff, copies and random draws. */
  readonly outsideKernels: number;
}

const batch = 50;
/** Each takes seconds, so that few rounds do. */
const mostRounds = 5;

const attacks: readonly AttackSpec[] = [timedAttacks.pgd, timedAttacks.apgd, timedAttacks.square];

/** Times iterative attacks on two networks in turn, then how much of it no kernel takes. */
export function measureAttacks(open: readonly OpenNetwork[], { rounds }: Settings): readonly AttackFigures[] {
  const networks = open.filter(({ network: { id } }) => id === 'baseline' || id === 'random-16');
  const cases = networks.flatMap((network) => attacks.map((attack) => ({ network, attack })));
  const tasks = cases.map(({ network, attack }) => ({ run: attackOf(network, attack) }));
  const timings = measureInTurn(tasks, { ...rounds, rounds: Math.min(rounds.rounds, mostRounds), warmUpMs: 0 });
  return cases.map(({ network, attack }, at) => {
    const { outsideKernelsMs, totalMs } = profileKernels(tasks[at]!.run, 1);
    return {
      ...timings[at]!,
      network: network.network.id,
      attack: attack.id,
      outsideKernels: outsideKernelsMs / totalMs,
    };
  });
}

/** Attacks the classes that the network names. */
function attackOf({ evaluated }: OpenNetwork, attack: AttackSpec): () => void {
  const pixels = tf.tensor4d(noiseBatch(batch).pixels, [batch, ...io.inputShape]);
  const images = Array.from({ length: batch }, (_, image) => image);
  const labels = predictedClasses(evaluated, pixels, { seed: 1, purpose: 'clean', images, draw: 0 });
  const epsilons = new Float32Array(batch).fill(timedEpsilon);
  return () =>
    tf.tidy(() => {
      const prepared = prepareAttack(attack, evaluated, { pixels, labels, images, seed: 1 });
      prepared.perturb(epsilons);
      prepared.dispose();
    });
}

/** Prints times and shares. */
export function printAttacks(figures: readonly AttackFigures[]): void {
  printTable(
    `Attacks: batch ${batch}, every image through every step, one core`,
    figures.map(({ network, attack, wallMs, processorMs, outsideKernels }) => [
      network,
      attack,
      short(wallMs.median),
      short(processorMs.median),
      percent(wallMs.spread),
      percent(outsideKernels),
    ]),
    ['network', 'attack', 'ms', 'processor ms', 'spread', 'in no kernel'],
  );
}
