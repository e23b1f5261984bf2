import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/base/errors.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import type { PerturbationNorm } from '../../src/perturbations/ball.js';
import type { Pass } from '../operations.js';
import type { Library } from './rivals.js';

/** PyTorch and its attack libraries in a separate process with a fixed number of threads. */
export interface PythonPeer {
  readonly ask: <Answer>(request: PeerRequest) => Promise<Answer | PeerFailure>;
  readonly close: () => void;
}

interface PassRequest {
  readonly network: string;
  readonly name: Pass;
  readonly compiled: boolean;
}

export type PeerRequest =
  | { readonly operation: 'difference'; readonly network: string }
  | ({ readonly operation: 'prepare' } & PassRequest)
  | ({ readonly operation: 'measure'; readonly seconds: number } & PassRequest)
  | {
      readonly operation: 'sweep';
      readonly network: string;
      readonly images: number;
      readonly epsilons: readonly number[];
    }
  | {
      readonly operation: 'outcomes';
      readonly network: string;
      readonly images: ImageFiles;
      readonly attack: PeerAttack;
    }
  | {
      readonly operation: 'autoattack';
      readonly network: string;
      readonly images: ImageFiles;
      readonly epsilon: number;
      readonly version: 'standard' | 'rand';
      /** Folder of the package `autoattack`; empty if it is installed. */
      readonly source: string;
      readonly draws: number;
    }
  | {
      readonly operation: 'apgdL1';
      readonly network: string;
      readonly images: ImageFiles;
      readonly epsilon: number;
      /** Three radii in turn. */
      readonly multiEps: boolean;
      readonly source: string;
    }
  | {
      readonly operation: 'nearest';
      readonly network: string;
      readonly images: ImageFiles;
      readonly library: 'foolbox' | 'adv-lib';
      readonly kind: string;
      readonly norm: string;
      readonly steps: number;
    }
  | {
      readonly operation: 'throughput';
      readonly network: string;
      readonly images: number;
      readonly attack: PeerAttack;
    };

/** A library's attack with our parameters. */
export interface PeerAttack {
  readonly library: Library;
  readonly spec: AttackSpec;
  readonly epsilons: readonly number[];
  readonly norm: PerturbationNorm;
}

/** Binary files: pixels NHWC, one label per image. */
export interface ImageFiles {
  readonly pixels: string;
  readonly labels: string;
}

/** Whether each image is still classified correctly, 1 or 0: clean, and under attack by strength and image. */
export interface AttackOutcomes {
  readonly clean: readonly number[];
  readonly points: readonly (readonly number[])[];
}

/** Something that a peer cannot do, such as compile without a C++ compiler. */
export interface PeerFailure {
  readonly error: string;
}

export function isFailure(answer: unknown): answer is PeerFailure {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

/** Packages of the other side that these sections need: whole networks are compared without attack libraries. */
export function packagesOf(sections: readonly string[]): readonly string[] {
  const attacks = sections.every((section) => section === 'models' || section === 'analog');
  const libraries = attacks ? [] : ['foolbox', 'torchattacks'];
  return ['torch', 'numpy', ...libraries, ...(sections.includes('analog') ? ['aihwkit'] : [])];
}

const program = fileURLToPath(new URL('./peer.py', import.meta.url));

const usualRemedy =
  'python3 -m venv peers-env && peers-env/bin/pip install -r bench/peers/requirements.txt ' +
  '&& peers-env/bin/pip install --no-deps torchattacks==3.5.1 adv-lib==0.2.8, ' +
  'then npm run bench:peers -- --python peers-env/bin/python';
const analogRemedy =
  'python3 -m venv analog-env && analog-env/bin/pip install -r bench/peers/analog/requirements.txt, ' +
  'then npm run bench:peers -- --only analog --python analog-env/bin/python';

/** Throws `UserError` with the commands to run if a package is missing in `python`. */
export function requirePython(python: string, packages: readonly string[]): void {
  try {
    execFileSync(python, ['-c', `import ${packages.join(', ')}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new UserError({
      where: `--python ${python} (also RAPA_PEERS_PYTHON)`,
      expected: `a Python with ${packages.join(', ')}; only this comparison needs it`,
      found: stderr?.trim().split('\n').at(-1) || message,
      remedy: packages.includes('aihwkit') ? analogRemedy : usualRemedy,
    });
  }
}

/** Versions of Python and of each package. */
export function peerVersions(python: string, packages: readonly string[]): Readonly<Record<string, string>> {
  const text = execFileSync(
    python,
    [
      '-c',
      'import json, platform; from importlib.metadata import version; ' +
        `print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in ${JSON.stringify(packages)}}}))`,
    ],
    { encoding: 'utf8' },
  );
  return JSON.parse(text) as Record<string, string>;
}

/** Starts a peer; its other output goes to our stderr. */
export function startPythonPeer(python: string, threads: number, folder: string): PythonPeer {
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  const child = spawn(python, [program, String(threads), folder], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const death = once(child, 'close').then(([code]) => {
    throw new Error(`${python} ${program} ended with code ${code}`);
  });
  death.catch(() => {}); // only matters to a pending request
  return {
    ask: async <Answer>(request: PeerRequest) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const [line] = (await Promise.race([once(lines, 'line'), death])) as [string];
      return JSON.parse(line) as Answer | PeerFailure;
    },
    close: () => child.stdin.end(),
  };
}
