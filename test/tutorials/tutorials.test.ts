import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../support/runCli.js';
import { readersEnvironment, runTutorial } from './runTutorial.mjs';
import { tutorialSteps } from './tutorialSteps.mjs';

const tutorials = readdirSync(join(repository, 'docs', 'tutorials')).filter((name) => name.endsWith('.md'));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What npm does, with links instead of copies: .ci/run follows the tutorials with the real package. */
function installScript(folder: string): string {
  const modules = join(repository, 'node_modules');
  const program = join(folder, 'installed.sh');
  writeFileSync(
    program,
    `mkdir -p node_modules/.bin && ln -s ${modules}/@tensorflow node_modules/ && ln -s ${repository} node_modules/rapa
printf '#!/bin/sh\\nexec node ${repository}/dist/cli/main.js "$@"\\n' > node_modules/.bin/rapa && chmod +x node_modules/.bin/rapa\n`,
  );
  chmodSync(program, 0o755);
  return `sh ${program}`;
}

it.each(tutorials)(
  'every command of docs/tutorials/%s works in an empty folder, and prints what it shows',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'rapa-tutorial-'));
    folders.push(folder);
    const home = join(folder, 'home');
    const project = join(folder, 'project');
    for (const own of [home, project]) mkdirSync(own);
    const env = { ...readersEnvironment(), HOME: home };
    await runTutorial(join(repository, 'docs', 'tutorials', name), {
      folder: project,
      install: installScript(folder),
      env,
    });
  },
  600_000,
);

it('shows workflows that are YAML', () => {
  const steps = tutorials.flatMap((name) => tutorialSteps(join(repository, 'docs', 'tutorials', name)));
  const workflows = steps.filter((step) => step.kind === 'file' && step.name.endsWith('.yml'));
  expect(workflows).toHaveLength(1);
  for (const { content } of workflows as { content: string }[]) {
    expect(Object.keys(parse(content))).toEqual(['name', 'on', 'jobs']);
  }
});
