import type { EnsembleSpec } from '../attackKinds/ensemble.js';
import type { MemberAttack } from '../attackKinds/memberKinds.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, PreparedAttack } from './attack.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';

/** Number of the first draw used to compare members: beyond any draw of a member. */
const firstDecidingDraw = 2 ** 40;

/**
 * The strongest of several attacks for each image (after Croce & Hein 2020). The first candidate is the clean image; each attack
 * runs on the images that are not done. The candidate with the greatest mean margin over `eot` common draws (one on a
 * deterministic model) is kept. An image is done once its candidate is misclassified in every one of these draws.
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
