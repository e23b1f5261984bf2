import { dirname, resolve } from 'node:path';
import type { AssertionMetric, AssertionSpec, DatasetSpec, Suite } from '../contract/suite.js';
import { resolveAttack, type WrittenAttack, type WrittenEpsilon } from './resolveAttack.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** A suite as it is written, after the schema and the checks have accepted it. */
export interface WrittenSuite {
  readonly name: string;
  readonly dataset: {
    readonly name: DatasetSpec['name'];
    readonly split?: DatasetSpec['split'];
    readonly path?: string;
  };
  readonly models: readonly { readonly id: string; readonly path: string; readonly label?: string }[];
  readonly attacks: readonly WrittenAttack[];
  readonly evaluation?: { readonly draws?: number; readonly vote?: number; readonly seed?: number };
  readonly reference?: { readonly model: string; readonly snrDb: number };
  readonly assertions?: readonly WrittenAssertion[];
}

interface WrittenAssertion {
  readonly select?: {
    readonly model?: string;
    readonly attack?: string;
    readonly snrDb?: number;
    readonly epsilon?: WrittenEpsilon;
  };
  readonly metric: AssertionMetric;
  readonly min?: number;
  readonly max?: number;
}

/** Fills in defaults, turns fractions into numbers and makes paths absolute, taking them from the suite's own folder. */
export function resolveSuite(written: WrittenSuite, source: { readonly file: string; readonly sha256: string }): Suite {
  const file = resolve(source.file);
  const absolute = (path: string) => resolve(dirname(file), path);
  const { name, dataset, models, attacks, evaluation, reference, assertions = [] } = written;
  return {
    name,
    file,
    sha256: source.sha256,
    dataset: {
      name: dataset.name,
      split: dataset.split ?? 'test',
      ...(dataset.path === undefined ? {} : { path: absolute(dataset.path) }),
    },
    models: models.map(({ id, path, label = id }) => ({ id, path: absolute(path), label })),
    attacks: attacks.map(resolveAttack),
    evaluation: { draws: 1, vote: 1, seed: 1, ...evaluation },
    ...(reference === undefined ? {} : { reference: { model: reference.model, snrDb: reference.snrDb } }),
    assertions: assertions.map(resolveAssertion),
  };
}

function resolveAssertion({ select = {}, ...rest }: WrittenAssertion): AssertionSpec {
  const { epsilon, ...others } = select;
  return { select: { ...others, ...(epsilon === undefined ? {} : { epsilon: resolveEpsilon(epsilon)! }) }, ...rest };
}
