import type { EnsembleSpec } from '../attackKinds/ensemble.js';
import type { MemberAttack } from '../attackKinds/memberKinds.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, PreparedAttack } from './attack.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';

/** Number of the first draw that members are judged by: beyond any that a member makes itself. */
const firstDecidingDraw = 2 ** 40;

/**
 * The strongest per image of several attacks (after Croce & Hein 2020), each on what still stands after those before it;
 * the clean image stands first. An image is done once what is kept of it is misclassified in every one of `eot` common
 * draws, which on a deterministic model are one. Kept is what has the greatest mean margin over these draws.
 */
export const ensemble =
  (prepare: Attack<MemberAttack>): Attack<EnsembleSpec> =>
  (spec, model, batch) => ({
    perturb: (radii) => {
      const strongest = selectStrongest(
        model,
        { batch, radii },
        {
          candidates: [
            (part) => part.batch.pixels.dataSync() as Float32Array,
            ...spec.attacks.map(
              (member) => (part: CandidateRequest) => attackOnce(prepare(member, model, part.batch), part),
            ),
          ],
          draws: spec.eot,
          firstDraw: firstDecidingDraw,
          endsWhenFooled: true,
        },
      );
      return tf.tensor4d(strongest, batch.pixels.shape);
    },
    dispose: () => {},
  });

function attackOnce(attack: PreparedAttack, { radii }: CandidateRequest): Float32Array {
  const adversarial = attack.perturb(radii);
  const values = adversarial.dataSync() as Float32Array;
  adversarial.dispose();
  attack.dispose();
  return values;
}
