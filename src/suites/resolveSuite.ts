import { dirname, resolve } from 'node:path';
import type { TransferSource } from '../attackKinds/transferSource.js';
import { transferSourceNames, withSources } from '../attackKinds/transferSources.js';
import { relativePath } from '../base/relativePath.js';
import { type AssertionSpec, type AttackSpec, defaultGate, type Suite } from '../contract/suite.js';
import type { Plugins } from '../plugins/plugins.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';
import { withAnalog } from './resolveAnalog.js';
import { resolveAttack } from './resolveAttack.js';
import { withDecompositions, withReductions } from './resolveDecomposition.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** Fills in defaults, converts fractions to numbers and resolves paths relative to the suite's folder. */
export function resolveSuite(
  written: WrittenSuite,
  source: { readonly file: string; readonly sha256: string; readonly plugins: Plugins },
): Suite {
  const file = resolve(source.file);
  const absolute = (path: string) => resolve(dirname(file), path);
  const { name, dataset, models, attacks, evaluation, reference, assertions = [], gate, audit } = written;
  const { resubmit, ...judging } = evaluation ?? {};
  const { loaded, datasets, readers } = source.plugins;
  const plugged = [...readers].map(
    ([
      format,
      {
        plugin: { file, sha256 },
      },
    ]) => ({ format, file, sha256 }),
  );
  const reading = plugged.length === 0 ? {} : { plugged };
  const ownData = datasets.get(dataset.name)?.plugin;
  const resolved = attacks.map((attack) => withSourcePaths(resolveAttack(attack), dirname(file)));
  return {
    name,
    file,
    sha256: source.sha256,
    dataset: {
      name: dataset.name,
      ...(ownData === undefined ? {} : { plugin: { file: ownData.file, sha256: ownData.sha256 } }),
      split: dataset.split ?? 'test',
      ...(dataset.path === undefined ? {} : { path: absolute(dataset.path) }),
      ...(dataset.orientation === undefined ? {} : { orientation: dataset.orientation }),
      ...(dataset.images === undefined ? {} : { images: dataset.images }),
    },
    models: models.flatMap(({ path, analog, ...model }) =>
      withReductions({ ...model, ...reading, path: absolute(path) }).flatMap((one) => withAnalog(one, analog)),
    ),
    sources: sourcePaths(resolved).map((path) => ({ id: path, path: absolute(path), label: path, ...reading })),
    attacks: withDecompositions(resolved, models, reference),
    evaluation: { draws: 1, vote: 1, seed: 1, ...judging },
    ...(resubmit === undefined ? {} : { resubmit }),
    ...(reference === undefined ? {} : { reference: { model: reference.model, snrDb: reference.snrDb } }),
    assertions: assertions.map(resolveAssertion),
    gate: { ...defaultGate, ...gate },
    ...(loaded.length === 0
      ? {}
      : { plugins: loaded.map(({ path, file: named, sha256 }) => ({ path, file: named, sha256 })) }),
    ...(audit === undefined || audit === false ? {} : { audit: { images: 200, ...(audit === true ? {} : audit) } }),
  };
}

/** Paths in transfer attacks, relative to the suite's folder. They start with a dot, so they cannot be model ids. */
function withSourcePaths(attack: AttackSpec, folder: string): AttackSpec {
  const short = (source: TransferSource): TransferSource => {
    if (!('path' in source)) return source;
    const path = relativePath(folder, resolve(folder, source.path));
    return { path: path.startsWith('../') ? path : `./${path}` };
  };
  return withSources(attack, short);
}

function sourcePaths(attacks: readonly AttackSpec[]): string[] {
  return [...new Set(attacks.flatMap(transferSourceNames))].filter((name) => name.includes('/'));
}

function resolveAssertion({ select = {}, ...rest }: NonNullable<WrittenSuite['assertions']>[number]): AssertionSpec {
  const { epsilon, ...others } = select;
  return { select: { ...others, ...(epsilon === undefined ? {} : { epsilon: resolveEpsilon(epsilon)! }) }, ...rest };
}
