import type { Results } from '../../contract/result.js';
import { count, durationText } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** A fact about a run: name and value. */
export type Fact = readonly [name: string, value: string];

/** What a reader needs to judge or reproduce the figures, most important first. */
export function environmentRows({ environment, suite, dataset, evaluation, plugins = [] }: Results): Fact[] {
  const { git, computedCells, cachedCells } = environment;
  const facts: Fact[] = [
    ['Date', environment.date],
    ['Suite', `${suite.file} (SHA-256 ${suite.sha256.slice(0, 12)})`],
    [
      'Data',
      `${dataset.name} ${dataset.split}, ${count(dataset.images)} images (SHA-256 ${dataset.sha256.slice(0, 12)})`,
    ],
    ...(dataset.notes ?? []).map((note): Fact => ['Note on the data', note]),
    ['Evaluation', `draws ${evaluation.draws}, vote ${evaluation.vote}, seed ${evaluation.seed}`],
    ...plugins.map(
      ({ file, sha256, adds }): Fact => ['Plug-in', `${file}: ${adds.join(', ')} (SHA-256 ${sha256.slice(0, 12)})`],
    ),
    ['Backend', `${environment.backend} (${environment.simd}), ${environment.workers} workers`],
    ['Processor', environment.cpu],
    [
      'Versions',
      `harness ${environment.harness}, tfjs ${environment.tfjs}, Node ${environment.node.replace(/^v/, '')}`,
    ],
    ['Numerics', environment.numerics.slice(0, 12)],
    [
      'Commit',
      git ? `${git.commit.slice(0, 12)}${git.dirty ? ' with uncommitted changes' : ''}` : 'not in a git checkout',
    ],
    ['Time', durationText(environment.durationMs)],
    ['Cells', `${count(computedCells)} computed, ${count(cachedCells)} from the cache`],
  ];
  return facts.map(([name, value]) => [name, printable(value)]);
}
