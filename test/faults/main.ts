import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDamage } from './cacheDamage.js';
import { evaluatedFolder, evaluateOnce, killEvaluations, killTrainings } from './kills.js';
import { modelMutants } from './modelMutants.js';
import { suiteMutants } from './suiteMutants.js';
import { type Tally, tallyTable } from './tally.js';
import { wrongGradients } from './wrongGradients.js';

/**
 * `npm run faults`: the long campaign, and its table. `npm run faults -- suites` runs one part of it; `--share 0.1` a tenth
 * of each. `gradients` measures the check of gradients. Ends with 1 if any fault was used in silence, hung or ended in a stack trace.
 */
const words = process.argv.slice(2);
const at = words.indexOf('--share');
const share = at < 0 ? 1 : Number(words[at + 1]);
const asked = at < 0 ? words : words.slice(0, at);
const count = (all: number) => Math.max(1, Math.round(share * all));

const campaigns: Readonly<Record<string, () => Promise<Tally[]> | Tally[]>> = {
  suites: () => [suiteMutants(count(5000))],
  models: async () => [await modelMutants(count(1000))],
  evaluations: async () => {
    const folder = await evaluatedFolder();
    const killed = await killEvaluations(folder, count(200));
    rmSync(folder, { recursive: true, force: true });
    return [killed];
  },
  cache: async () => {
    const folder = await evaluatedFolder();
    await evaluateOnce(folder);
    const damaged = await cacheDamage(join(folder, 'cache'), count(10));
    rmSync(folder, { recursive: true, force: true });
    return [damaged];
  },
  trainings: async () => [await killTrainings(count(200))],
};

// Not a fault of a file, so of a table of its own: asked for by name.
if (asked.includes('gradients')) {
  process.stdout.write(`${await wrongGradients(share)}\n`);
  process.exit(0);
}
const tallies: Tally[] = [];
for (const [name, run] of Object.entries(campaigns)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`${name} ...\n`);
  const done = await run();
  process.stdout.write(`${tallyTable(done)}\n`);
  tallies.push(...done);
}
const isClean = tallies.every(({ silent, hangs, traces }) => silent.length + hangs.length + traces.length === 0);
process.exit(isClean ? 0 : 1);
