import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, UserErrors } from '../../src/base/errors.js';
import { randomStream } from '../../src/base/random.js';
import { canonicalJson } from '../../src/base/stableHash.js';
import type { Suite } from '../../src/contract/suite.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { repository } from '../support/runCli.js';
import { mutateJson } from './mutateJson.js';
import { type Tally, tallyOf } from './tally.js';

/** No suite takes longer to read. */
const longestMs = 5000;

const written = ['mnist', 'mnist-strong', 'cifar10-quick', 'cifar10-figure4'];

/**
 * Reads so many mutants of the shipped suites. A mutant is used in silence if a value of it was replaced and the suite
 * that comes out is the same as before.
 */
export function suiteMutants(count: number): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-faults-'));
  const file = join(folder, 'suite.json');
  const tally = tallyOf('mutants of suites');
  const texts = written.map((name) => readFileSync(`${repository}/suites/${name}.json`, 'utf8'));
  const read = (text: string) => {
    writeFileSync(file, text);
    return meaning(parseSuite(file));
  };
  const originals = texts.map(read);
  for (let index = 0; index < count; index++) {
    const which = index % texts.length;
    const { text, description, replaced } = mutateJson(texts[which]!, randomStream(1, 'test', 801, index));
    const name = `${written[which]}, ${description}`;
    const start = performance.now();
    try {
      const same = read(text) === originals[which];
      const isIgnored = same && replaced && !description.startsWith('/$schema') && !sameValues(text, texts[which]!);
      tally.add(isIgnored ? 'silent' : 'accepted', name);
    } catch (error) {
      const isTold = error instanceof UserError || error instanceof UserErrors;
      const outcome = isTold && isPrintable(error.message) ? 'refused' : 'trace';
      tally.add(
        performance.now() - start > longestMs ? 'hang' : outcome,
        `${name}: ${(error as Error).message.slice(0, 200)}`,
      );
    }
  }
  rmSync(folder, { recursive: true });
  return tally.end();
}

function meaning({ sha256: _, ...suite }: Suite): string {
  return canonicalJson(suite);
}

function sameValues(a: string, b: string): boolean {
  return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
}

/** Whether a message holds nothing that a terminal would act on. */
function isPrintable(message: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(message);
}
