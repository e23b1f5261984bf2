import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type RandomStream, randomStream } from '../../src/base/random.js';
import { repository } from '../support/runCli.js';
import { mutateJson } from './mutateJson.js';
import { type Outcome, type Tally, tallyOf } from './tally.js';

const longestMs = 20_000;

/** Models of every origin: trained here, converted by tensorflowjs as layers and as a graph. */
const models = [
  { folder: 'models/mnist/random-16', demands: { inputShape: [32, 32, 1], classes: 10 } },
  { folder: 'test/models/converted/layers', demands: { inputShape: [28, 28, 1], classes: 10 } },
  { folder: 'test/models/converted/graph', demands: { inputShape: [28, 28, 1], classes: 10 } },
];

/**
 * Loads so many mutants of model files. One is used in silence if it is accepted under the hash of the model as it was,
 * or although bytes of its weights are missing or too many.
 */
export async function modelMutants(count: number): Promise<Tally> {
  const tally = tallyOf('mutants of model files');
  const root = mkdtempSync(join(tmpdir(), 'rapa-faults-'));
  const loader = openLoader();
  const originals: string[] = [];
  for (const { folder, demands } of models) {
    const { outcome, message } = await loader.load(join(repository, folder), demands);
    if (outcome !== 'accepted') throw new Error(`${folder} itself: ${message}`);
    originals.push(message);
  }
  for (let index = 0; index < count; index++) {
    const which = index % models.length;
    const { folder, demands } = models[which]!;
    const copy = join(root, 'model');
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(repository, folder), copy, { recursive: true });
    const change = mutateFiles(copy, randomStream(1, 'test', 802, index));
    const { outcome, message } = await loader.load(copy, demands);
    const isSame = outcome === 'accepted' && message === originals[which] && change.isReal;
    const isShort = outcome === 'accepted' && change.resized;
    tally.add(isSame || isShort ? 'silent' : outcome, `${folder}: ${change.description}: ${message.split('\n')[0]}`);
  }
  loader.close();
  rmSync(root, { recursive: true, force: true });
  return tally.end();
}

interface Change {
  readonly description: string;
  /** Something that counts is other than before. */
  readonly isReal: boolean;
  /** The weights have other bytes than model.json says. */
  readonly resized: boolean;
}

/** One change: in three of four of model.json, else of the weights. */
function mutateFiles(folder: string, stream: RandomStream): Change {
  const weights = readdirSync(folder).find((name) => name.endsWith('.bin'))!;
  if (stream.int(4) > 0) {
    const file = join(folder, 'model.json');
    const text = readFileSync(file, 'utf8');
    const mutant = mutateJson(text, stream);
    writeFileSync(file, mutant.text);
    return { description: `model.json, ${mutant.description}`, isReal: false, resized: false };
  }
  const file = join(folder, weights);
  const bytes = readFileSync(file);
  const at = stream.int(bytes.length);
  switch (stream.int(4)) {
    case 0:
      writeFileSync(file, bytes.subarray(0, at));
      return { description: `${weights} cut off at ${at}`, isReal: true, resized: true };
    case 1:
      writeFileSync(file, Buffer.concat([bytes, bytes.subarray(0, 1 + stream.int(100))]));
      return { description: `${weights} with bytes after it`, isReal: true, resized: true };
    case 2:
      bytes.writeFloatLE([Number.NaN, Number.POSITIVE_INFINITY][stream.int(2)]!, at - (at % 4));
      writeFileSync(file, bytes);
      return { description: `${weights} with a NaN or infinity at ${at}`, isReal: true, resized: false };
    default:
      bytes[at]! ^= 1 << stream.int(8);
      writeFileSync(file, bytes);
      return { description: `${weights} with a bit of byte ${at} turned`, isReal: true, resized: false };
  }
}

interface Loaded {
  readonly outcome: Outcome;
  readonly message: string;
}

/** A thread that loads models; a new one takes the place of one that hangs or dies. */
function openLoader() {
  let worker: Promise<Worker> | undefined;
  const start = () =>
    new Promise<Worker>((resolve, reject) => {
      const own = new Worker(new URL('./modelWorker.mjs', import.meta.url), { workerData: `${repository}/dist` });
      own.once('error', reject);
      own.once('message', () => {
        own.removeListener('error', reject);
        resolve(own);
      });
    });
  const end = async () => {
    const own = worker;
    worker = undefined;
    await (await own)?.terminate();
  };
  return {
    load: async (folder: string, demands: unknown): Promise<Loaded> => {
      worker ??= start();
      const own = await worker;
      return new Promise<Loaded>((resolve) => {
        const finish = (loaded: Loaded, isDead = false) => {
          clearTimeout(timer);
          own.off('error', onError).off('message', finish);
          resolve(loaded);
          if (isDead) void end();
        };
        const onError = (error: Error) => finish({ outcome: 'trace', message: String(error) }, true);
        const timer = setTimeout(() => finish({ outcome: 'hang', message: 'no answer' }, true), longestMs);
        own.once('error', onError);
        own.once('message', finish);
        own.postMessage({ folder, demands });
      });
    },
    close: () => void end(),
  };
}
