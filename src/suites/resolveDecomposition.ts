import { kindOf } from '../attackKinds/attackKinds.js';
import type { AttackSpec, ModelSpec, Strength } from '../contract/suite.js';
import { type DecomposedAttack, decomposedAttacks } from '../metrics/decomposedAttacks.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';

type WrittenModel = WrittenSuite['models'][number] & Pick<ModelSpec, 'plugged'>;

/** Endings of the ids that a decomposition adds. */
export const addedEndings = { mean: '.mean', norm: '.reduced', known: '.known', eot: '.eot-' } as const;

/** Default numbers of averaged draws; with more, an iterative attack would take longer than all the rest. */
const oneStepRungs = [1, 4, 16] as const;
const iterativeRungs = [1, 4] as const;

/** A model of a suite, and with `decompose` its mean network and its reduced network. The path is absolute. */
export function withReductions({
  decompose = false,
  label: written,
  ...model
}: Omit<WrittenModel, 'analog'>): ModelSpec[] {
  const label = written ?? model.id;
  const own = { ...model, label };
  if (decompose === false) return [own];
  const reduced = (reduce: 'mean' | 'norm', name: string): ModelSpec => ({
    ...own,
    id: `${model.id}${addedEndings[reduce]}`,
    label: `${label}: ${name}`,
    reduce,
    reduces: model.id,
  });
  return [own, reduced('mean', 'mean network'), reduced('norm', 'reduced network')];
}

/** The attacks of a suite, followed by those that the decompositions of its models need and that it does not have. */
export function withDecompositions(
  attacks: readonly AttackSpec[],
  models: readonly WrittenModel[],
  reference: WrittenSuite['reference'],
): AttackSpec[] {
  const decomposed = models.filter(({ decompose = false }) => decompose !== false);
  if (decomposed.length === 0) return [...attacks];
  const added = decomposedAttacks(attacks, reference?.snrDb).flatMap((attack) => addedAttacks(attack, decomposed));
  return [...attacks, ...added];
}

function addedAttacks(of: DecomposedAttack, models: readonly WrittenModel[]): AttackSpec[] {
  const { attack, known, fresh, value } = of;
  const strength = onePoint(attack.strength, value);
  const own = { ...attack, strength };
  const knowing: AttackSpec[] = known
    ? []
    : [
        {
          ...{ ...own, id: `${attack.id}${addedEndings.known}`, eot: 1 },
          ...{ knownDraws: true, decomposes: models.map(({ id }) => id) },
        },
      ];
  const rungs = [...new Set(models.flatMap((model) => rungsOf(model, attack)))].filter(
    (eot) => !fresh.some((member) => member.eot === eot),
  );
  const averaging = rungs.map((eot): AttackSpec => {
    const asking = models.filter((model) => rungsOf(model, attack).includes(eot)).map(({ id }) => id);
    return { ...own, id: `${attack.id}${addedEndings.eot}${eot}`, eot, decomposes: asking } as AttackSpec;
  });
  return [...knowing, ...averaging];
}

function rungsOf({ decompose }: WrittenModel, attack: AttackSpec): readonly number[] {
  if (typeof decompose === 'object') return decompose.eot;
  return kindOf(attack).isOneStep ? oneStepRungs : iterativeRungs;
}

/** The sweep with this point alone. */
function onePoint(strength: Strength, value: number): Strength {
  switch (strength.kind) {
    case 'epsilons':
      return { ...strength, epsilons: [value] };
    case 'snrDb':
      return { ...strength, snrDb: [value] };
    case 'severities':
      return { ...strength, severities: [value] };
  }
}
