import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { randomStream } from '../../src/base/random.js';
import { canonicalJson, sha256 } from '../../src/base/stableHash.js';
import { repository } from '../support/runCli.js';
import { type Tally, tallyOf } from './tally.js';

const main = `${repository}/dist/cli/main.js`;
/** After so many kills the work is run to its end and compared. */
const killsPerRun = 10;
const longestMs = 180_000;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
  readonly durationMs: number;
}

/** Runs the command line in a folder; kills it without a warning after so long. */
function runFor(
  words: readonly string[],
  { cwd, killMs }: { readonly cwd: string; readonly killMs: number | null },
): Promise<Ended> {
  return new Promise((resolve) => {
    const start = performance.now();
    const env = { ...process.env, CI: '', RAPA_CACHE_DIR: join(cwd, 'cache') };
    const child = spawn(process.execPath, [main, ...words], { cwd, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), killMs ?? longestMs);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, text, durationMs: performance.now() - start });
    });
  });
}

/** Work that can be started again and again, and what comes out of it. */
interface Job {
  readonly campaign: string;
  readonly words: readonly string[];
  /** For the first start, and for every one after it. */
  readonly again: readonly string[];
  readonly outcome: (cwd: string) => string;
  readonly clear: (cwd: string) => void;
}

/**
 * Runs a job once undisturbed; then kills it so often at random moments, lets it come to its end every tenth time and holds
 * what comes out against the undisturbed run's. It is used in silence if they differ.
 */
async function killJob(job: Job, cwd: string, kills: number): Promise<Tally> {
  const whole = await runFor(job.words, { cwd, killMs: null });
  if (whole.code !== 0) throw new Error(`${job.words.join(' ')} ended with ${whole.code}: ${whole.text}`);
  const expected = job.outcome(cwd);
  const tally = tallyOf(job.campaign);
  for (let kill = 0; kill < kills; kill++) {
    if (kill % killsPerRun === 0) job.clear(cwd);
    const killMs = randomStream(1, 'test', 803, kill).float() * whole.durationMs;
    const killed = await runFor(kill % killsPerRun === 0 ? job.words : job.again, { cwd, killMs });
    const isTrace = /\n\s+at .+:\d+:\d+/.test(killed.text) || killed.text.includes('bug in the harness');
    const name = `kill ${kill} after ${killMs.toFixed(0)} ms: ${killed.text.slice(-200)}`;
    const isLast = kill % killsPerRun === killsPerRun - 1 || kill === kills - 1;
    if (isTrace) tally.add('trace', name);
    else if (isLast) tally.add(await finishJob(job, cwd, expected), name);
    else tally.add('accepted', name);
  }
  return tally.end();
}

async function finishJob(job: Job, cwd: string, expected: string): Promise<'accepted' | 'silent' | 'hang' | 'trace'> {
  const ended = await runFor(job.again, { cwd, killMs: null });
  if (ended.signal !== null) return 'hang';
  if (ended.code !== 0) return 'trace';
  return job.outcome(cwd) === expected ? 'accepted' : 'silent';
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rapa-faults-'));
}

const suite = {
  name: 'killed',
  dataset: { name: 'mnist', images: 60 },
  models: [{ id: 'baseline', path: 'baseline' }],
  attacks: [
    { id: 'fgsm', kind: 'fgsm', epsilons: [0, 0.02, 0.1] },
    { id: 'pgd', kind: 'pgd', steps: 2, epsilons: [0.05, 0.1] },
  ],
};

/** Makes the folder in which evaluations are killed; their cache is `cache`. */
export async function evaluatedFolder(): Promise<string> {
  const cwd = temporaryFolder();
  cpSync(`${repository}/models/mnist/baseline`, join(cwd, 'baseline'), { recursive: true });
  writeFileSync(join(cwd, 'suite.json'), JSON.stringify(suite));
  return cwd;
}

const evaluation = ['eval', 'suite.json', '-j', '1', '--reporter', 'json', '--no-calibrate'];

/** Runs the evaluation to its end. */
export async function evaluateOnce(cwd: string): Promise<void> {
  const { code, text } = await runFor(evaluation, { cwd, killMs: null });
  if (code !== 0) throw new Error(`${evaluation.join(' ')} ended with ${code}: ${text}`);
}

/** Kills evaluations at random moments. */
export function killEvaluations(cwd: string, kills: number): Promise<Tally> {
  return killJob(
    {
      campaign: 'SIGKILL of eval',
      words: evaluation,
      again: evaluation,
      outcome: () => {
        const {
          environment: _,
          command: __,
          ...results
        } = JSON.parse(readFileSync(join(cwd, 'reports/killed/results.json'), 'utf8'));
        return canonicalJson(results);
      },
      clear: () => {
        for (const folder of ['cache', 'reports']) rmSync(join(cwd, folder), { recursive: true, force: true });
      },
    },
    cwd,
    kills,
  );
}

const recipe = {
  name: 'killed',
  dataset: { name: 'imageFolder', path: 'images' },
  architecture: { channels: [4, 4, 4], kernelSize: 3, pooling: 'max' },
  epochs: 8,
  batchSize: 10,
  learningRate: 0.01,
  seed: 1,
};

/** Kills trainings at random moments. */
export async function killTrainings(kills: number): Promise<Tally> {
  const cwd = temporaryFolder();
  for (const [split, images] of [
    ['train', 60],
    ['test', 10],
  ] as const) {
    for (const name of ['dark', 'light']) {
      mkdirSync(join(cwd, 'images', split, name), { recursive: true });
      for (let image = 0; image < images; image++) {
        const stream = randomStream(1, 'test', 804, image, name === 'dark' ? 0 : 1);
        const png = new PNG({ width: 16, height: 16 });
        for (let at = 0; at < png.data.length; at++) {
          png.data[at] = at % 4 === 3 ? 255 : stream.int(128) + (name === 'dark' ? 0 : 127);
        }
        writeFileSync(join(cwd, 'images', split, name, `${image}.png`), PNG.sync.write(png));
      }
    }
  }
  writeFileSync(join(cwd, 'recipe.json'), JSON.stringify(recipe));
  const words = ['train', 'recipe.json', '-o', 'model', '--fresh'];
  const tally = await killJob(
    {
      campaign: 'SIGKILL of train',
      words,
      again: ['train', 'recipe.json', '-o', 'model', '--resume'],
      outcome: () => sha256(readFileSync(join(cwd, 'model/weights.bin'))),
      clear: () => {
        for (const folder of ['model', '.rapa']) rmSync(join(cwd, folder), { recursive: true, force: true });
      },
    },
    cwd,
    kills,
  );
  if (existsSync(join(cwd, 'model'))) {
    const left = readdirSync(join(cwd, 'model')).filter((name) => name.endsWith('.part'));
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  }
  rmSync(cwd, { recursive: true, force: true });
  return tally;
}
