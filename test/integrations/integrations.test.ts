import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository, runPassing } from '../support/runCli.js';

const read = (name: string) => readFileSync(join(repository, 'integrations', name), 'utf8');

interface Step {
  readonly name: string;
  readonly run?: string;
  readonly shell?: string;
  readonly uses?: string;
}
const action = parse(read('github/action.yml')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};
const { '.robustness': job } = parse(read('gitlab/robustness.gitlab-ci.yml')) as {
  readonly '.robustness': {
    readonly script: readonly string[];
    readonly after_script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[]; readonly reports: { readonly junit: string } };
  };
};
const runOf = (name: string) => action.runs.steps.find((step) => step.name === name)!.run!;

let folder = '';
/** Runs a step's script as the runners do, in a project with the package installed and a starter suite. */
function bash(script: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH!, HOME: folder, ...env },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-integrations-'));
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(repository, join(folder, 'node_modules', 'rapa'));
  const start = `#!/bin/sh\nexec node "${join(repository, 'dist', 'cli', 'main.js')}" "$@"\n`;
  writeFileSync(join(folder, 'node_modules', '.bin', 'rapa'), start, { mode: 0o755 });
  await runPassing(['init'], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the GitHub workflow', () => {
  it("is accepted by the parser of GitHub's runner", () => {
    const file = { name: 'workflow.yml', content: read('github/workflow.yml') };
    const { context, value } = parseWorkflow(file, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    expect(value).toBeDefined();
  });

  it('gives the action inputs that it has, and every one that it requires', () => {
    const { jobs } = parse(read('github/workflow.yml'));
    const { with: given } = jobs.robustness.steps.at(-1);
    for (const name of Object.keys(given)) expect(Object.keys(action.inputs)).toContain(name);
    expect(given.suite).toBe('suites/my-suite.json');
  });
});

describe('the GitHub action', () => {
  it('is composite, and each of its steps either runs a script in a named shell or uses an action', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run, shell, uses } of action.runs.steps) {
      expect(run === undefined ? uses : shell).toMatch(run === undefined ? /^actions\/[\w-]+@v\d+$/ : /^bash$/);
    }
  });

  it("is accepted by the parser of GitHub's actions", () => {
    const file = { name: 'action.yml', content: read('github/action.yml') };
    const { context, value } = parseAction(file, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    expect(value).toBeDefined();
    const wrong = { ...file, content: file.content.replace('using: composite', 'usin: composite') };
    expect(parseAction(wrong, new NoOperationTraceWriter()).context.errors.count).toBeGreaterThan(0);
  });

  it('evaluates the suite and appends its summary', () => {
    const summary = join(folder, 'step-summary.md');
    const evaluated = bash(runOf('Evaluate'), { SUITE: 'suites/my-suite.json', ARGUMENTS: '--limit 60 -j 1' });
    expect(evaluated.status).toBe(0);
    expect(bash(runOf('Summary'), { GITHUB_STEP_SUMMARY: summary }).status).toBe(0);
    expect(readFileSync(summary, 'utf8')).toBe(readFileSync(join(folder, 'rapa-report', 'summary.md'), 'utf8'));
  });

  it('comments on the pull request by gh', () => {
    expect(bash(`gh() { echo "$@"; }\n${runOf('Comment')}`, { PULL_REQUEST: '7' }).stdout).toBe(
      'pr comment 7 --body-file rapa-comment.md --edit-last --create-if-none\n',
    );
  });
});

describe('the GitLab template', () => {
  it('evaluates the suite and names the files that it writes as artifacts', () => {
    rmSync(join(folder, 'rapa-report'), { recursive: true, force: true });
    const env = { RAPA_SUITE: 'suites/my-suite.json', RAPA_ARGUMENTS: '--limit 60 -j 1' };
    expect(bash(job.script.join('\n'), env).status).toBe(0);
    for (const path of [...job.artifacts.paths, job.artifacts.reports.junit]) {
      expect(existsSync(join(folder, path))).toBe(true);
    }
  });

  it('posts the summary only with a token', () => {
    const script = `curl() { printf '%s\\n' "$@"; }\n${job.after_script.join('\n')}`;
    const request = { CI_API_V4_URL: 'https://host/api/v4', CI_PROJECT_ID: '3', CI_MERGE_REQUEST_IID: '5' };
    expect(bash(script, request).stdout).toBe('');
    expect(bash(script, { ...request, RAPA_NOTE_TOKEN: 't' }).stdout).toMatch(
      /body@rapa-report\/summary\.md\nhttps:\/\/host\/api\/v4\/projects\/3\/merge_requests\/5\/notes\n$/,
    );
  });
});
